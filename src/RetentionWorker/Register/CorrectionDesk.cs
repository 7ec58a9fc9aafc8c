using System.Security.Cryptography;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>A correction as shown. What waits must be judged by <paramref name="MustBeResolvedBy"/>.</summary>
internal sealed record CorrectionLine(
    string Correction, string Kind, ProjectId? Project, string? Into, string? From, string? To, Shift Shift, InformedHow? Informed, long Records, CorrectionStanding Standing, bool IsExpired,
    string AskedBy, Instant AskedAt, Instant? MustBeResolvedBy, string? JudgedBy, Instant? JudgedAt, Instant? CountsFrom, string? Code)
{
    public static CorrectionLine Of(CorrectionEntry entry, Instant now)
    {
        var (into, from, to) = entry.Correction switch
        {
            Correction.EndMoved c => (null, Iso(c.From), Iso(c.To)),
            Correction.PlanMoved c => (null, Iso(c.From), Iso(c.To)),
            Correction.Merged c => (c.Into.Value, Iso(c.From) ?? Planned(c.PlannedFrom), Iso(c.To) ?? Planned(c.PlannedTo)),
            Correction.Endless c => (null, Planned(c.From), "never"),
            Correction.RoleChanged c => (null, AuditWord.Of(c.From), AuditWord.Of(c.To)),
            Correction.TemplateReplaced c => (c.Store.Value, c.From, c.To),
            Correction.ScheduleReplaced c => (null, c.From, c.To),
            _ => ((string?)null, (string?)null, (string?)null),
        };
        return new(
            entry.Digest, entry.Correction.Kind, entry.Correction.Project, into, from, to, entry.Correction.Shift, entry.Informed, entry.Records, entry.Standing, entry.IsExpired(now),
            entry.AskedBy, entry.AskedAt, entry.DeadlineAt, entry.JudgedBy, entry.JudgedAt, entry.CountsFrom, entry.Code);
    }

    /// <summary>Where there is no end, what participants were told.</summary>
    private static string? Planned(LocalDate? date) => Iso(date) is { } day ? $"planned {day}" : null;

    private static string? Iso(LocalDate? date) => date is { } day ? NodaTime.Text.LocalDatePattern.Iso.Format(day) : null;
}

/// <summary>A correction that was asked for, and what it moves. <paramref name="Correction"/> is null where it was only looked at.</summary>
internal sealed record AskedCorrection(CorrectionLine? Correction, Shift Shift, IReadOnlyList<BecomesLine> Becomes)
{
    public IReadOnlyList<ScheduleDifference> Differences { get; init; } = [];

    /// <summary>Records that were erased, and that it would have kept.</summary>
    public long ErasedTooEarly { get; init; }
}

/// <summary>What is about to be asked: the correction, what it moves, and how participants learn of it.</summary>
internal sealed record CorrectionRequest(Correction Correction, InformedHow? Informed, IReadOnlyList<BecomesLine> Becomes, bool PreviewOnly)
{
    public byte[]? ScheduleText { get; init; }
}

/// <summary>Keeps corrections for a second person to judge, and shows them. Nothing that is kept here has an effect but one: what it would keep for longer stays while it waits.</summary>
internal sealed class CorrectionDesk(Bookkeeping books, ReadSchedule read)
{
    public IReadOnlyList<CorrectionLine> List()
    {
        using var session = books.Read();
        return [.. session.Corrections.List().Select(c => CorrectionLine.Of(c, books.Now))];
    }

    public CorrectionLine? Find(string digest)
    {
        using var session = books.Read();
        return session.Corrections.Find(digest) is { } entry ? CorrectionLine.Of(entry, books.Now) : null;
    }

    /// <summary>As <see cref="Ask(IUnitOfWork, CorrectionRequest)"/>, of a project, which it shows as it is recorded.</summary>
    public Registered<EndLine> Ask(IUnitOfWork work, ProjectEntry known, CorrectionRequest request) => Ask(work, request) switch
    {
        Registered<AskedCorrection>.Done done => Registered<EndLine>.Of(new(ProjectLine.Of(known), done.Fact.Correction, request.Becomes, request.PreviewOnly), done.Warnings),
        Registered<AskedCorrection>.Problem bad => Registered<EndLine>.Bad(bad.What),
        Registered<AskedCorrection>.Refusal no => Registered<EndLine>.No(no.Why),
        _ => throw new InvalidOperationException("Asking is permitted to everybody."),
    };

    /// <summary>Keeps it in the caller's unit of work, which it commits. Asking for the same again changes nothing.</summary>
    public Registered<AskedCorrection> Ask(IUnitOfWork work, CorrectionRequest request)
    {
        var (correction, now) = (request.Correction, books.Now);
        var informed = correction.Shift.HasFlag(Shift.Later) ? request.Informed : null;
        var about = correction switch
        {
            { Project: { } project } => $"project {project}",
            Correction.TemplateReplaced { Store: var store } => $"store {store}",
            _ => "the schedule",
        };
        if (work.Corrections.Open().FirstOrDefault(c => c.Correction.IsOfTheSame(correction)) is { } open)
        {
            return open.Correction == correction && open.Informed == informed && !open.IsExpired(now)
                ? Registered<AskedCorrection>.Of(new(CorrectionLine.Of(open, now), correction.Shift, request.Becomes), $"correction {open.Digest} says the same and waits already; nothing changed")
                : Registered<AskedCorrection>.No($"correction {open.Digest} of {about} waits: let somebody approve it, or take it back: retention reject {open.Digest} --because wrong-facts");
        }
        var number = work.Corrections.Next;
        var digest = Convert.ToHexStringLower(SHA256.HashData(correction.ToBytes(number, informed)));
        var records = request.Becomes.Sum(l => l.Records);
        var entry = new CorrectionEntry(
            number, digest, correction, informed, request.ScheduleText, records, books.Actor, now, CorrectionOutlook.DeadlineOf(request.Becomes), CorrectionStanding.Waits);
        var tooEarly = ErasedTooEarly.Of(work, entry, read, now).Sum(e => e.Records);
        string[] warnings = tooEarly == 0 ? [] : [$"{tooEarly} of the erased records would have been kept by it: once it is in effect they are a possible breach, to be judged within 72 hours"];
        if (request.PreviewOnly)
            return Registered<AskedCorrection>.Of(new(null, correction.Shift, request.Becomes) { ErasedTooEarly = tooEarly }, warnings);
        if (correction.Shift.HasFlag(Shift.Later) && informed is null)
        {
            return Registered<AskedCorrection>.Bad(
                $"{about}: participants were told otherwise, and records would stay for longer: say with --informed how they learn of it: {string.Join(", ", Enum.GetValues<InformedHow>().Select(AuditWord.Of))}");
        }
        work.Corrections.Ask(entry);
        books.Commit(work, new AuditEntry.CorrectionAsked(now, books.Actor, digest, correction.Kind, correction.Project, informed, records));
        return Registered<AskedCorrection>.Of(new(CorrectionLine.Of(entry, now), correction.Shift, request.Becomes) { ErasedTooEarly = tooEarly }, warnings);
    }
}
