using System.CommandLine;
using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Register;

namespace RetentionWorker.Cli;

internal sealed class ScheduleCheckCommand : Verb
{
    private readonly Argument<string?> file = new("FILE") { Description = "The schedule; without it, the configured one", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> option = ScheduleGiven.Option();

    public ScheduleCheckCommand()
        : base("check", "Check a retention schedule: every problem at once, each with its line and what to write instead.", "retention schedule check retention-schedule.yaml")
    {
        Add(file);
        Add(option);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        if (asked.Get(file) is not null && asked.Get(option) is not null)
            return Task.FromResult(asked.Answer.Stop(ExitCode.Usage, "name the schedule once: FILE, or --schedule FILE"));
        var path = asked.Get(file) ?? asked.Get(option);
        return Task.FromResult(ScheduleGiven.Read(asked, path, out var code) is { } content ? Answer(asked, content) : code);
    }

    private static ExitCode Answer(VerbContext asked, ScheduleFileContent content)
    {
        var reading = content.Reading;
        asked.Answer.One(
            new
            {
                sound = reading.Schedule is not null,
                schedule = reading.Schedule?.Sha256,
                timeZone = reading.Schedule?.Zone.Id,
                rules = reading.Schedule?.Rules.Select(r => r.Id),
                categories = reading.Schedule?.Categories.OrderBy(c => c.Value, StringComparer.Ordinal),
                problems = reading.Problems,
                warnings = reading.Warnings,
            },
            reading.Schedule is { } sound
                ? [$"{content.Path}: sound: {sound.Rules.Count} rules for {sound.Categories.Count} categories, days of {sound.Zone.Id}", $"  sha256 {sound.Sha256}"]
                : []);
        foreach (var warning in reading.Warnings)
            asked.Answer.Warn($"{content.Path}: {warning}");
        foreach (var problem in reading.Problems)
            asked.Answer.Stop(ExitCode.BadInput, $"{content.Path}: {problem}");
        return reading.Schedule is null ? ExitCode.BadInput : ExitCode.Done;
    }
}

internal sealed class ScheduleShowCommand : Verb
{
    private readonly Option<string?> option = ScheduleGiven.Option();

    public ScheduleShowCommand()
        : base("show", "Show the rules of a retention schedule.", "retention schedule show --output json") => Add(option);

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) =>
        Task.FromResult(ScheduleGiven.Sound(asked, asked.Get(option), out var code) is { } schedule ? Show(asked.Answer, schedule) : code);

    private static ExitCode Show(Answer answer, RetentionSchedule schedule)
    {
        var rules = schedule.Rules.Select(r => new
        {
            id = r.Id,
            category = r.Categories,
            startsAt = r.StartsAt,
            date = r.FixedDate,
            eraseAfter = r.EraseAfter?.ToString(),
            eraseBy = r.EraseBy?.ToString(),
            retain = r.Retain?.ToString(),
            obligation = r.Obligation,
            disposition = r.Keeps ? ScheduleKeys.Keep : null,
            reviewEvery = r.ReviewEvery?.ToString(),
            because = r.Because,
        }).ToList();
        if (answer.IsJson)
        {
            answer.One(new { schedule = schedule.Sha256, timeZone = schedule.Zone.Id, rules, limits = LimitsShown(schedule.Limits), settle = schedule.Settle.ToString(), log = LogShown(schedule) });
            return ExitCode.Done;
        }
        answer.Many(
            rules, "",
            new("rule", r => r.id), new("category", r => string.Join(", ", r.category)), new("starts at", r => r.date is null ? r.startsAt : Answer.Show(r.date)),
            new("erase after", r => r.disposition is null ? r.eraseAfter : $"keep, review every {r.reviewEvery}"), new("erase by", r => r.eraseBy),
            new("retain", r => r.retain is null ? null : $"{r.retain} ({r.obligation})"), new("because", r => r.because));
        answer.Line($"days of {schedule.Zone.Id}; a fact settles {schedule.Settle}; limits: {InWords(schedule.Limits.Run)} per run{(schedule.Limits.Rolling ? $"; {InWords(schedule.Limits.Day)} per day; {InWords(schedule.Limits.Week)} per week" : "")}");
        answer.Line(schedule.LinkKeys is { } keys
            ? $"the audit log's keys: kept {keys.KeptFor} after a project's last copy, then recoverable for {keys.RecoverableFor}"
            : "the audit log's keys: kept for good (nothing is written of them)");
        answer.Line($"the audit log's entries: {(schedule.LogEntriesKeptFor is { } kept ? $"kept {kept}, then their hashes alone" : "kept for good (nothing is written of them)")}");
        answer.Line($"sha256 {schedule.Sha256}");
        return ExitCode.Done;
    }

    private static object? LogShown(RetentionSchedule schedule) => (schedule.LinkKeys, schedule.LogEntriesKeptFor) is (null, null) ? null
        : new { keysKeptFor = schedule.LinkKeys?.KeptFor.ToString(), keysRecoverableFor = schedule.LinkKeys?.RecoverableFor.ToString(), entriesKeptFor = schedule.LogEntriesKeptFor?.ToString() };

    /// <summary>As the schedule writes them.</summary>
    private static object LimitsShown(Limits limits) => new
    {
        limits.Run.Records, limits.Run.Bytes, limits.Run.Participants, limits.Run.Projects, limits.Run.PercentOfStore, limits.Run.PercentOfProject,
        perDay = limits.Day, perWeek = limits.Week,
    };

    private static string InWords(Bounds bounds)
    {
        var words = new (string Name, long? Bound)[]
        {
            ("records", bounds.Records), ("bytes", bounds.Bytes), ("participants", bounds.Participants), ("projects", bounds.Projects),
            ("percent of store", bounds.PercentOfStore), ("percent of project", bounds.PercentOfProject),
        };
        var written = words.Where(w => w.Bound is not null).Select(w => $"{w.Name} {Answer.Show(w.Bound)}").ToList();
        return written.Count == 0 ? "nothing limited" : string.Join(", ", written);
    }
}

internal sealed class ScheduleWhenCommand : Verb
{
    private readonly Option<string?> option = ScheduleGiven.Option();
    private readonly Option<RuleId> ruleId = new("--rule")
    {
        Description = "The rule's id, exactly as in the schedule", HelpName = "ID", Required = true,
        CustomParser = given => new RuleId(given.Tokens.Count == 1 ? given.Tokens[0].Value : ""),
    };

    private readonly Option<LocalDate> start = Inputs.Date("--start", "The date that the rule's periods count from");

    public ScheduleWhenCommand()
        : base("when", "Say when a rule erases, counted from a date.", "retention schedule when --schedule retention-schedule.yaml --rule contact-details-within-12-months --start 2026-10-31")
    {
        Add(option);
        Add(ruleId);
        Add(start);
    }

    protected override Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct) =>
        Task.FromResult(ScheduleGiven.Sound(asked, asked.Get(option), out var code) is { } schedule ? Say(asked, schedule) : code);

    private ExitCode Say(VerbContext asked, RetentionSchedule schedule)
    {
        var id = asked.Get(ruleId);
        var from = asked.Get(start);
        if (schedule.Rules.FirstOrDefault(r => r.Id == id) is not { } rule)
            return asked.Answer.Stop(ExitCode.BadInput, $"the schedule has no rule '{id}'{NearestName.Hint(id.Value, schedule.Rules.Select(r => r.Id.Value))}");
        if (rule.WindowFrom(from) is not { } window)
            return asked.Answer.Stop(ExitCode.BadInput, $"the rule '{id}' keeps, with a review every {rule.ReviewEvery}: it erases nothing");
        if (rule.FixedDate is { } date && date != from)
            asked.Answer.Warn($"the rule '{id}' counts from {Answer.Show(date)}, whatever else happens");
        var deadline = window.DeadlineAt(schedule.Zone);
        asked.Answer.One(
            new { keepThrough = window.KeepThrough, eraseFrom = window.EraseFrom, eraseBy = window.EraseBy, deadline },
            $"kept through  {Or(window.KeepThrough)}",
            $"erased from   {Or(window.EraseFrom)}",
            $"gone by       {Or(window.EraseBy)}, {Or(deadline)} at the latest");
        return ExitCode.Done;
    }

    private static string Or(object? day) => day is null ? "never" : Answer.Show(day);
}
