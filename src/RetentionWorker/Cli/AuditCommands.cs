using System.CommandLine;
using System.Text.Json;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Transparency;
using RetentionWorker.Record;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class AuditVerifyCommand : Verb
{
    private readonly Option<string?> export = new("--export") { Description = "Check the exported files of a folder instead, by nothing but themselves", HelpName = "DIR" };
    private readonly Option<string?> against = new("--against") { Description = "A checkpoint that was kept: the log must still begin with what it covers", HelpName = "FILE" };

    private readonly Option<string?> witness = new("--witness") { Description = "The public key of a witness: a checkpoint that it signed must vouch for the log, and no entry below be younger than that", HelpName = "VKEY" };

    private readonly Option<string?> vkey = new("--vkey")
    {
        Description = "A public key of the log that you have from its keeper, name+id+base64, or a file that holds it: the present one, or an older one that leads to it", HelpName = "KEY|FILE",
    };

    public AuditVerifyCommand()
        : base("verify", "Check the whole audit log: every entry, one outcome per intent, balanced books, the tree over all, and who signed it.", "retention audit verify --against kept/checkpoint")
    {
        Add(export);
        Add(against);
        Add(witness);
        Add(vkey);
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var folder = asked.Get(export) is { } named ? asked.PathOf(named) : null;
        KeptCheckpoints kept;
        try
        {
            var key = asked.Get(witness) is { } text ? WitnessKey(text) : null;
            List<KeptNote> notes = asked.Get(against) is { } file ? [new(file, await File.ReadAllBytesAsync(asked.PathOf(file), ct))] : [];
            var known = asked.Get(vkey) is { } given ? await GivenLogKey.ReadAsync(asked, given, ct) : null;
            kept = KeptCheckpoints.Of(folder is null ? [.. notes, .. asked.Room<KeptByOthers>().Read(key, ct)] : notes, key, known);
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            return asked.Answer.Stop(ExitCode.BadInput, $"nothing to hold the log against: {fault.Message}");
        }
        if (folder is null && kept.Second is not null)
            return asked.Answer.Stop(ExitCode.BadInput, "--vkey: the key of a vault signs exported checkpoints only, never the log's own head: name the export, --export DIR");
        var verdict = await asked.ShowAsync("checking the audit log", line => Task.FromResult(
            folder is null ? asked.Room<AuditVerify>().Check(kept, Counting(line), ct) : asked.Room<ExportVerify>().Check(folder, kept, Counting(line), ct)));
        asked.Answer.One(verdict, Lines(verdict));
        if (verdict.Verified)
            return ExitCode.Done;
        return asked.Answer.Stop(
            ExitCode.LogDoesNotVerify, $"the audit log does not verify from entry {verdict.BrokenAt}: {verdict.Problem}",
            "erase nothing more; keep the catalogue as it is, and compare it with a backup or an exported log");
    }

    private static VerifierKey WitnessKey(string text)
    {
        var key = VerifierKey.Parse(text);
        return key.Algorithm == NoteAlgorithm.Cosignature ? key : throw new FormatException("--witness: not a key of cosignatures");
    }

    private static Action<long, long>? Counting(StageLine? line) => line is null ? null : (done, total) => line.Count(done, total);

    private static IEnumerable<string> Lines(LogVerdict verdict)
    {
        yield return verdict.Verified ? $"the audit log verifies: {verdict.Size} entries" : $"the audit log does NOT verify: the first {verdict.BrokenAt} entries are sound in themselves";
        if (verdict is { Verified: true, First: > 0 })
            yield return $"  of the first {verdict.First} only the hashes are left: they were pruned, and an entry says so";
        yield return $"  root {verdict.Root}{(verdict.Verified ? "" : " (as stored)")}";
        if (verdict.Verified)
            yield return $"  rests on {verdict.RestsOn ?? "nothing kept elsewhere: whoever has the data directory could have rewritten all of it (docs/anchors.md)"}";
        yield return $"  {verdict.Intents} intents, {verdict.Outcomes} outcomes, {verdict.OpenIntents} open";
        foreach (var finding in verdict.Findings)
            yield return $"  {finding.Finding}{(finding.Seq is { } seq ? $" at entry {seq}" : "")}: {finding.Explanation}";
    }
}

internal sealed class AuditExportCommand : Verb
{
    private readonly Option<string> to = new("--to") { Description = "The folder; what it lacks is added to it", HelpName = "DIR", Required = true };

    public AuditExportCommand()
        : base("export", "Write the audit log as static files that anybody can check without this program: entries, hashes, and the signed checkpoint.", "retention audit export --to /srv/www/audit-log") => Add(to);

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var folder = asked.PathOf(asked.Get(to));
        try
        {
            var second = await asked.Room<SecondLine>().PrepareAsync(asked.Room<Actor>().Id, ct);
            var exported = await asked.ShowAsync("exporting the audit log", line =>
                asked.Room<LogExport>().ToAsync(folder, second, line is null ? null : (done, total) => line.Count(done, total), ct));
            asked.Answer.One(
                exported, $"{exported.Size} entries are in {exported.Folder}, {exported.Added} of them new ({exported.Files} files)", $"  root {exported.Root}", $"  key  {exported.Key}",
                $"  check it: retention audit verify --export {exported.Folder}");
            if (exported.SecondFault is { } fault)
                asked.Answer.Warn($"the vault did not sign the checkpoint ({fault}): it has the log's own line alone. Export again when the vault answers");
            return ExitCode.Done;
        }
        catch (ExportRefusal refusal)
        {
            return asked.Answer.Stop(ExitCode.Refused, refusal.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return asked.Answer.Stop(ExitCode.Unavailable, $"{folder} cannot be written: {fault.Message}");
        }
    }
}

internal sealed class AuditListCommand : Verb
{
    private static readonly HashSet<string> Shown = ["actor", "at", "kind", "seq", "v"];

    private readonly Option<string?> kind = new("--kind")
    {
        Description = $"One kind of entry: {string.Join(" | ", EntryKinds.All)}", HelpName = "WORD", CustomParser = given => Words.OneOf(given, EntryKinds.All),
    };

    private readonly Option<string?> outcome = new("--outcome")
    {
        Description = $"Erasures that ended so: {string.Join(" | ", AuditFilter.Outcomes)} (not ended yet)", HelpName = "WORD", CustomParser = given => Words.OneOf(given, AuditFilter.Outcomes),
    };

    private readonly Option<ProjectId?> project = Inputs.AnyProject(orItsOwn: true);
    private readonly Option<CategoryName?> category = Inputs.Category();
    private readonly Option<string?> store = Inputs.Token("--store", "One store");
    private readonly Option<ParticipantId?> participant = Inputs.Participant();
    private readonly Option<RecordAddress?> record = Inputs.Record();
    private readonly Option<LocalDate> since = Inputs.AnyDate("--since", "From this day on, in UTC");
    private readonly Option<LocalDate> until = Inputs.AnyDate("--until", "Up to the end of this day, in UTC");

    public AuditListCommand()
        : base(
            "list", "List the entries of the audit log, an outcome with its intent; also with --output jsonl, or csv for a spreadsheet.",
            "retention audit list --project commute-study --participant P07 --since 2026-05-01\nretention audit list --outcome failed --output csv > failed.csv")
    {
        foreach (var option in new Option[] { kind, outcome, project, category, store, participant, record, since, until })
            Add(option);
        Validators.Add(given =>
        {
            if (given.GetResult(participant) is not null && given.GetResult(project) is null)
                given.AddError("--participant needs --project: the same id in two projects is two people");
            if (given.GetResult(kind) is not null && given.GetResult(outcome) is not null)
                given.AddError("an outcome is a kind: give --kind or --outcome");
        });
    }

    public override IReadOnlyList<OutputFormat> Formats => Enum.GetValues<OutputFormat>();

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var filter = new AuditFilter(
                asked.Get(kind), asked.Get(project), asked.Get(category), asked.Get(store) is { } name ? new StoreName(name) : null, asked.Get(participant), asked.Get(record),
                asked.Was(since) ? asked.Get(since).AtMidnight().InUtc().ToInstant() : null,
                asked.Was(until) ? asked.Get(until).PlusDays(1).AtMidnight().InUtc().ToInstant() - Duration.Epsilon : null,
                asked.Get(outcome));
        var list = asked.Room<AuditList>();
        var entries = list.Read(filter, ct);
        // A mistyped name finds nothing, and nothing found can look like nothing happened.
        foreach (var unknown in asked.Room<NameCheck>().Unknown(asked.Get(project), asked.Get(category), asked.Get(participant), asked.Get(store) is { } place ? new StoreName(place) : null))
            asked.Answer.Warn(unknown);
        if (list.Pruned() is > 0 and var first)
            asked.Answer.Warn($"entries before {first} are older than the log's own retention and are gone (retention audit prune)");
        if (list.Unseen(filter) is { Count: > 0 } gone)
            asked.Answer.Warn($"what was written under keys that are gone is not found, whomever it concerned: {string.Join(", ", gone)} (docs/link-keys.md)");
        if (asked.Answer.IsCsv)
            asked.Answer.Verbatim(output => AuditCsv.Write(output, entries));
        else if (asked.Answer.IsJson)
            asked.Answer.Verbatim(output => Bytes(output, entries));
        else
            Table(asked.Answer, entries);
        return Task.FromResult(ExitCode.Done);
    }

    /// <summary>Each entry's own bytes: what was hashed.</summary>
    private static void Bytes(TextWriter output, IEnumerable<ListedEntry> entries)
    {
        foreach (var entry in entries)
            output.WriteLine(entry.Text);
    }

    private static void Table(Answer answer, IEnumerable<ListedEntry> entries)
    {
        var some = false;
        foreach (var entry in entries)
        {
            if (!some)
                answer.Line($"{"entry",8}  {"at",-20}  {"kind",-20}  {"actor",-19}  what");
            some = true;
            answer.Line(Line(entry));
        }
        if (!some)
            answer.Line("no entries");
    }

    // Lines and no table: a log may have millions of entries, and a table must know them all first.
    private static string Line(ListedEntry listed)
    {
        var rest = listed.Entry.EnumerateObject().Where(m => !Shown.Contains(m.Name)).Select(m => $"{m.Name}={(m.Value.ValueKind == JsonValueKind.String ? m.Value.GetString() : m.Value.GetRawText())}");
        return $"{listed.Seq,8}  {Text("at")}  {Text("kind"),-20}  {Text("actor"),-19}  {string.Join(' ', rest)}";

        string Text(string key) => listed.Entry.GetProperty(key).GetString()!;
    }
}

internal sealed class AuditShowCommand : Verb
{
    private readonly Argument<long?> index = new("INDEX") { Description = "The entry's index, as audit list shows it", Arity = ArgumentArity.ExactlyOne, CustomParser = Inputs.ParseIndex };

    public AuditShowCommand()
        : base("show", "Show one entry of the audit log whole, an outcome with its intent and an intent with its outcome.", "retention audit show 41") => Add(index);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        if (asked.Room<AuditList>().Show(asked.Get(index)!.Value, ct) is not { } shown)
        {
            return Task.FromResult(asked.Answer.Stop(ExitCode.BadInput, asked.Get(index) < asked.Room<AuditList>().Pruned()
                ? $"entry {asked.Get(index)} is older than the log's own retention and is gone: only its hash is left" : $"the log has no entry {asked.Get(index)}"));
        }
        asked.Answer.One(new { shown.Entry.Entry, Intent = shown.Intent?.Entry, Outcome = shown.Outcome?.Entry }, Lines(shown));
        return Task.FromResult(ExitCode.Done);
    }

    private static IEnumerable<string> Lines(ShownEntry shown) =>
        Whole("entry", shown.Entry).Concat(shown.Intent is { } intent ? Whole("of the intent", intent) : []).Concat(
            shown.Outcome is { } outcome ? Whole("its outcome", outcome) : shown.Intent is null && shown.Entry.Entry.GetProperty("kind").GetString()!.EndsWith("-intended", StringComparison.Ordinal) ? ["no outcome yet"] : []);

    private static IEnumerable<string> Whole(string what, ListedEntry listed) =>
        listed.Entry.EnumerateObject().Where(m => m.Name is not ("v" or "seq")).Select(m => $"  {m.Name}: {(m.Value.ValueKind == JsonValueKind.String ? m.Value.GetString() : m.Value.GetRawText())}")
            .Prepend($"{what} {listed.Seq}");
}
