using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Audit;
using Retention.Domain.Certificates;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using Retention.Domain.Recipients;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;
using RetentionWorker.Stores;

namespace RetentionWorker.Certify;

/// <summary>
/// Writes what is known as the certificate's one document. Ids of projects, categories, stores and rules, codes, dates, counts, hashes and commitments: no value has room for a sentence.
/// </summary>
internal sealed class CertificateDocument(
    FoundScope scope, LogStory story, CatalogueStory known, CertificateJudgement judgement, RetentionSchedule? schedule, IReadSession session, IReadOnlyDictionary<StoreName, ConfiguredStore> stores)
{
    public const string Type = "retention-certificate";

    /// <summary>What no certificate covers; docs/certificates.md says each in full.</summary>
    public static readonly IReadOnlyList<string> NeverCovered =
        ["backups-as-declared-only", "processors", "recipients", "provider-garbage-collection", "medium", "copies-made-by-people", "never-in-a-store", "forgotten-after-vanishing", "never-logged", "later-events"];

    /// <summary>The canonical JSON (RFC 8785), one line.</summary>
    public string Write(Instant now, LocalDate today, DateTimeZone zone, string actor, LogHead head, LogVerdict verdict)
    {
        var document = new JsonObject
        {
            ["type"] = Type,
            ["v"] = 1,
            ["issuedAt"] = InstantPattern.General.Format(now),
            ["issuedBy"] = actor,
            ["timeZone"] = zone.Id,
            ["today"] = Day(today),
            ["scope"] = Scope(),
            ["status"] = AuditWord.Of(judgement.Status),
            ["lookNeeded"] = judgement.LookNeeded,
            ["open"] = Each(judgement.Open, o => new() { ["reason"] = AuditWord.Of(o.Reason), ["count"] = o.Count }),
            ["residue"] = Each(judgement.Residue, r => With(
                new() { ["store"] = r.Store.Value, ["kind"] = AuditWord.Of(r.Kind), ["records"] = r.Records, ["past"] = r.Until < today }, "until", r.Until is { } until ? Day(until) : null)),
            ["counts"] = Counts(),
            ["authority"] = Each(story.Authorities.All.OrderBy(a => a.Of.ToString(), StringComparer.Ordinal), AuthorityOf),
            ["authorisation"] = Each(story.Plans.All.OrderBy(p => p.Of, StringComparer.Ordinal), PlanOf),
            ["setbacks"] = Each(story.Setbacks.All.OrderBy(s => s.Of), s => new() { ["outcome"] = s.Of.Kind, ["code"] = s.Of.Code, ["count"] = s.Count }),
            ["holds"] = Holds(),
            ["methods"] = Each(story.Methods.All.OrderBy(m => m.Of), m => new()
            {
                ["category"] = m.Of.Category, ["store"] = m.Of.Store, ["storeKind"] = stores.TryGetValue(new(m.Of.Store), out var store) ? store.Kind : "unknown", ["method"] = m.Of.Method, ["records"] = m.Count,
            }),
            ["verification"] = Each(story.Verified.All.OrderBy(v => v.Of), v => new() { ["verified"] = v.Of.How, ["actor"] = v.Of.Actor, ["foundAtALaterStart"] = v.Of.Resolved, ["records"] = v.Count }),
            ["stores"] = Each(session.Stores.List().Where(s => scope.Asked.Record is not { } only || only.Store == s.Name).OrderBy(s => s.Name.Value, StringComparer.Ordinal), StoreOf),
            ["log"] = Log(head, verdict),
            ["anchors"] = Each(session.Anchors.Latest().OrderBy(a => a.Place, StringComparer.Ordinal), a => new()
            {
                ["place"] = a.Place, ["kind"] = a.Kind, ["at"] = InstantPattern.General.Format(a.At), ["size"] = a.Size,
            }),
            ["recipients"] = Each(known.Named.OrderBy(n => n.Recipient.Id.Value, StringComparer.Ordinal), Named),
            ["doesNotCover"] = new JsonArray([.. NeverCovered.Select(c => (JsonNode)c)]),
        };
        if (judgement.FinalFrom is { } from)
            document["finalFrom"] = Day(from);
        return Encoding.UTF8.GetString(JsonCanonicalizer.Canonicalize(Encoding.UTF8.GetBytes(document.ToJsonString())));
    }

    private static JsonObject Named(RecipientStanding named) => With(
        With(
            new() { ["recipient"] = named.Recipient.Id.Value, ["kind"] = AuditWord.Of(named.Recipient.Kind), ["state"] = AuditWord.Of(named.State) },
            "attestedOn", named.Last is { } attested ? Day(attested.On) : null),
        "excused", named.Excused is { } reason ? AuditWord.Of(reason) : null);

    private JsonObject Scope() => new()
    {
        ["kind"] = scope.Asked.Kind,
        ["project"] = scope.Asked.Project.Value,
        ["projects"] = new JsonArray([.. scope.Projects.Select(p => p.Value).Order(StringComparer.Ordinal).Select(p => (JsonNode)p)]),
        ["commitments"] = new JsonArray([.. (scope.Asked.Record is not null ? scope.Records : scope.Participants).Order(StringComparer.Ordinal).Select(c => (JsonNode)c)]),
    };

    private JsonObject Counts() => new()
    {
        ["erased"] = story.Ends["erased"],
        ["alreadyAbsent"] = story.Ends["already-absent"],
        ["keptForGood"] = known.KeptForGood,
        ["present"] = known.Reasons.GetValueOrDefault(Undone.Present),
        ["unclassified"] = known.Reasons.GetValueOrDefault(Undone.Unclassified),
        ["vanished"] = known.Reasons.GetValueOrDefault(Undone.Vanished),
        ["openIntents"] = story.OpenIntents,
        ["attemptsKept"] = story.Ends["kept"],
        ["attemptsRefused"] = story.Ends["refused"],
        ["attemptsFailed"] = story.Ends["failed"],
        ["retriedAndGone"] = story.RetriedAndGone,
    };

    private JsonObject AuthorityOf((Authority Of, long Count) authority)
    {
        var (of, count) = authority;
        var rules = of.Rules.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return With(
            new()
            {
                ["category"] = of.Category, ["eraseFrom"] = of.Due, ["eraseBy"] = of.EraseBy, ["schedule"] = of.Schedule, ["attempts"] = count,
                ["rules"] = new JsonArray([.. rules.Select(r => (JsonNode)r)]),
                ["arithmetic"] = Each(rules.Select(r => Arithmetic(of, r)).OfType<JsonObject>(), a => a),
            },
            "early", of.Early);
    }

    /// <summary>The rule's own sum, where the schedule that decided is the one in force and a recorded start gives the very days that the log has; else none is shown.</summary>
    private JsonObject? Arithmetic(Authority of, string id)
    {
        if (schedule?.Sha256 != of.Schedule || schedule.Rules.FirstOrDefault(r => r.Id.Value == id) is not { StartsAt: { } at, EraseAfter: { } after, EraseBy: { } by } rule)
            return null;
        var starts = at switch
        {
            StartingPoint.FixedDate when rule.FixedDate is { } date => [date],
            StartingPoint.Collected => scope.Projects.SelectMany(p => session.Groups.Keys(p)).Where(k => scope.Holds(k) && k.Category?.Value == of.Category).Select(k => k.CollectedOn),
            _ => story.Starts.Where(s => s.StartsAt == AuditWord.Of(at)).Select(s => LocalDatePattern.Iso.Parse(s.On).Value),
        };
        foreach (var start in starts.Distinct().Order())
        {
            if (rule.WindowFrom(start) is { KeepThrough: { } through, EraseFrom: { } from, EraseBy: { } until } && Day(from) == of.Due && Day(until) == of.EraseBy)
            {
                return With(
                    new()
                    {
                        ["rule"] = id, ["startsAt"] = AuditWord.Of(at), ["start"] = Day(start), ["eraseAfter"] = after.ToString(), ["keepThrough"] = Day(through), ["eraseFrom"] = Day(from),
                        ["eraseByPeriod"] = by.ToString(), ["eraseBy"] = Day(until),
                    },
                    "retain", rule.Retain?.ToString());
            }
        }
        return null;
    }

    private JsonObject PlanOf((string Of, long Count) plan) => new()
    {
        ["plan"] = plan.Of,
        ["attempts"] = plan.Count,
        // Without an approval by a person the plan was within every limit, and the schedule itself approved it.
        ["approvedBy"] = story.Approvals.TryGetValue(plan.Of, out var approvals)
            ? Each(approvals, a => new() { ["actor"] = a.Actor, ["at"] = a.At, ["singleOperator"] = a.AsSingleOperator })
            : Each(["schedule"], s => new() { ["actor"] = s }),
        ["askedBy"] = new JsonArray([.. (story.Asked.TryGetValue(plan.Of, out var asked) ? asked : new HashSet<string>()).Select(a => (JsonNode)a)]),
    };

    private JsonObject Holds() => new()
    {
        ["active"] = Each(known.Holds.Where(h => h.ReleasedAt is null).OrderBy(h => h.Hold.Id), h => new()
        {
            ["hold"] = h.Hold.Id, ["mandate"] = AuditWord.Of(h.Hold.Kind), ["placedAt"] = InstantPattern.General.Format(h.PlacedAt), ["reviewBy"] = Day(h.Hold.ReviewBy),
        }),
        ["released"] = known.Holds.Count(h => h.ReleasedAt is not null),
    };

    private JsonObject StoreOf(AdoptedStore store)
    {
        var written = new JsonObject { ["store"] = store.Name.Value, ["identity"] = store.Identity };
        if (stores.TryGetValue(store.Name, out var configured))
        {
            var declared = configured.Declared;
            written["declared"] = new JsonObject
            {
                ["backupDays"] = declared.BackupDays, ["snapshotDays"] = declared.SnapshotDays, ["softDeleteDays"] = declared.SoftDeleteDays,
                ["versioning"] = declared.Versioning, ["replicated"] = declared.Replicated,
            };
        }
        return written;
    }

    private JsonObject Log(LogHead head, LogVerdict verdict)
    {
        var log = new JsonObject
        {
            ["vkey"] = head.Signed!.VKey, ["size"] = head.Size, ["root"] = verdict.Root, ["checkpoint"] = Convert.ToBase64String(head.Signed.Note), ["entries"] = story.Entries,
            ["findings"] = new JsonArray([.. verdict.Findings.Select(f => f.Finding).Distinct().Order(StringComparer.Ordinal).Select(f => (JsonNode)f)]),
        };
        if (story.Entries > 0)
            (log["first"], log["last"]) = (story.First, story.Last);
        return log;
    }

    private static JsonArray Each<T>(IEnumerable<T> items, Func<T, JsonObject> write) => new([.. items.Select(write)]);

    private static JsonObject With(JsonObject to, string key, string? value)
    {
        if (value is not null)
            to[key] = value;
        return to;
    }

    private static string Day(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
