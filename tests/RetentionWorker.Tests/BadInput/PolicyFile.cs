using System.Text;
using RetentionWorker.Tests.Register;

namespace RetentionWorker.Tests.BadInput;

/// <summary>One way to spoil a schedule as a row of the bad inputs asks for, and a part of what must be said of it.</summary>
internal sealed record SpoiltSchedule(byte[] Bytes, string Told)
{
    public SpoiltSchedule(string text, string told)
        : this(Encoding.UTF8.GetBytes(text), told)
    {
    }

    public static SpoiltSchedule At(int line, string text, string told) => new(WrittenSchedule.With(line, text), told);
}

/// <summary>The rows whose surface is the policy file: here, the retention schedule.</summary>
internal static class PolicyFile
{
    /// <summary>Rows that are met as they stand.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<SpoiltSchedule>> Rejected = new Dictionary<string, IReadOnlyList<SpoiltSchedule>>(StringComparer.Ordinal)
    {
        ["B001"] = [new("", "the schedule is empty")],
        ["B003"] =
        [
            new([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(WrittenSchedule.Sound)], "UTF-16"),
            new(Encoding.Latin1.GetBytes(WrittenSchedule.With(9, "because: \"Café.\"")), "not UTF-8"),
        ],
        ["B004"] =
        [
            SpoiltSchedule.At(9, "because: a\n    because: b", "\"because\" is written twice"),
            SpoiltSchedule.At(8, "eraseBy: P14D\n    eraseBy: P15D", "\"eraseBy\" is written twice"),
            SpoiltSchedule.At(10, "id: recordings", "the id \"recordings\" is taken"),
        ],
        ["B005"] =
        [
            SpoiltSchedule.At(9, "because: Leaflet.\n    leagl_hold: true", "there is no key \"leagl_hold\""),
            SpoiltSchedule.At(28, "settel: P1D\nsettle: P1D", "did you mean 'settle'?"),
        ],
        ["B007"] =
        [
            SpoiltSchedule.At(7, "eraseAfter: !!python/name P0D", "the tag"),
            SpoiltSchedule.At(7, "eraseAfter: !<tag:example,2026:x> P0D", "the tag"),
            SpoiltSchedule.At(5, "category: [recording,]", "a comma is followed by nothing"),
            SpoiltSchedule.At(5, "category: [recording /* a comment */, transcript]", "would match several"),
        ],
        ["B008"] =
        [
            .. from scope in (string[])["''", "/", "'*'", "'**'", @"'\\server'"]
               select SpoiltSchedule.At(5, $"category: {scope}", "category"),
        ],
        ["B013"] = [SpoiltSchedule.At(7, "", "eraseAfter is missing"), SpoiltSchedule.At(8, "eraseBy:", "eraseBy is empty"), SpoiltSchedule.At(28, "", "settle is missing")],
        ["B016"] = [SpoiltSchedule.At(7, "eraseAfter: P-1Y", "has a sign"), SpoiltSchedule.At(7, "eraseAfter: -P1Y", "has a sign")],
        ["B019"] = [SpoiltSchedule.At(7, "eraseAfter: PT12M", "write P12M if that was meant")],
        ["B020"] = [SpoiltSchedule.At(8, "eraseBy: P9999Y", "longer than 1000 years"), SpoiltSchedule.At(8, "eraseBy: P99999999999999999999D", "longer than 1000 years")],
        ["B021"] = [SpoiltSchedule.At(7, "eraseAfter: P15D", "the window is empty"), SpoiltSchedule.At(13, "retain: P7Y", "the window is empty")],
        ["B023"] =
        [
            .. from zone in (string[])["BST", "London", "EST", "GMT Standard Time", "''"]
               select SpoiltSchedule.At(2, $"timeZone: {zone}", "timeZone"),
        ],
        ["B024"] =
        [
            .. from percent in (string[])["NaN", ".nan", "Infinity", ".inf", "-1", "0", "101", "10%", "0,1"]
               select SpoiltSchedule.At(25, $"percentOfStore: {percent}", "limits.percentOfStore"),
        ],
        ["B028"] = [SpoiltSchedule.At(1, "version: 2", "version 2 is not supported; write version: 1"), SpoiltSchedule.At(1, "version: 0", "not supported"), SpoiltSchedule.At(1, "", "version is missing")],
    };

    /// <summary>Rows that the design contradicts, in full or in part, with the reason; what is done instead has a test of its own.</summary>
    public static readonly IReadOnlyDictionary<string, string> Exceptions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["B009"] = "A schedule names categories, never paths; the store's template is compared by whole segments, so a folder that only begins alike never fits.",
        ["B011"] = "A schedule holds no paths; the one that a store has, its template, refuses an absolute path.",
        ["B012"] = "Several rules for one category are the design: the earliest date wins, obligations are a floor, and the reason names every rule considered.",
        ["B015"] = "P1Y is sound, and is a calendar year: twelve months, never 365 days.",
        ["B017"] = "P0D is allowed where it is written: a leaflet may promise the end of the project. PT0S is a time of day, and refused.",
        ["B025"] = "Limits may be absent: nothing is limited then, and the check warns of each that is.",
        ["B027"] = "A schedule has no key that is true or false; all of these spellings are refused where they are written.",
        ["B029"] = "Any owner will do: what counts is that nobody else can write the file. A link, and a file that others may write, are refused.",
        ["B031"] = "The file is read, and counts for nothing: a schedule that moves any record's days is in force when a second person approved it, and its author cannot (77). Only the first one, and one that moves no day, are adopted as they are, with an entry on the log; signatures are for version control. ApprovalRowTests.B031 tries it.",
        ["B032"] = "The file is read, and counts for nothing: a shorter period, or a rule that is gone, waits for a second person, who is shown the records that it moves. No schedule can end a hold, for none speaks of holds. ApprovalRowTests.B032 tries it.",
    };
}
