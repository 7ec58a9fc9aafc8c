using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Register;
using RetentionWorker.Simulation.Machine;
using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Events;

/// <summary>A participant leaves, wholly or for one category; it is often written down days after it was received.</summary>
internal sealed class WithdrawalReceived : SimEvent
{
    public override int Weight => 14;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => world.Model.Present.Any(r => r.Participants.Count > 0);

    public override string? Happen(SimWorld world)
    {
        var random = world.Random;
        var record = random.OneOf([.. world.Model.Present.Where(r => r.Participants.Count > 0)]);
        var participant = random.OneOf(record.Participants);
        var category = random.Percent(30) ? record.Category : null;
        var on = world.Today.AddDays(-random.OneOf([0, 0, 1, 5, 40]));
        var answer = world.Life.Room<WithdrawalDesk>().Record(
            new ProjectId(record.Project!), new ParticipantId(participant), category is null ? null : new CategoryName(category), LocalDate.FromDateOnly(on),
            random.OneOf(Enum.GetValues<WithdrawalGround>()));
        if (!world.Recorded(answer, out var line) || world.Model.Withdrawals.Exists(w => w.Id == line.Withdrawal) || world.Model.Objections.Exists(o => o.Id == line.Withdrawal))
            return null;
        if (line.State == WithdrawalState.Undecided)
            return Objected(world, line, (record.Project!, participant, category), on);
        if (line.State != WithdrawalState.InForce)
            return null;
        world.Model.Withdrawals.Add(new ModelWithdrawal(line.Withdrawal, record.Project!, participant, category, on, world.Clock.Now));
        world.Model.Touch(record.Project!);
        return $"withdrawal {line.Withdrawal} of {record.Project}/{category ?? "*"}/{participant}, received {on:yyyy-MM-dd}";
    }

    private static string Objected(SimWorld world, WithdrawalLine line, (string Project, string Participant, string? Category) of, DateOnly on)
    {
        using var session = world.Life.Room<ICatalogue>().Read();
        var hold = new ModelHold(session.Holds.Active().Single(h => h.ForWithdrawal == line.Withdrawal).Id, of.Project, of.Participant, of.Category, null);
        world.Model.Holds.Add(hold);
        world.Model.Objections.Add(new ModelObjection(line.Withdrawal, of.Project, of.Participant, of.Category, on, hold));
        return $"objection {line.Withdrawal} of {of.Project}/{of.Category ?? "*"}/{of.Participant}, received {on:yyyy-MM-dd}, restricted by hold {hold.Id}";
    }
}

/// <summary>Somebody decides an objection; only then does anything, or nothing, start at it.</summary>
internal sealed class ObjectionDecided : SimEvent
{
    public override int Weight => 6;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => world.Model.Objections.Count > 0;

    public override string? Happen(SimWorld world)
    {
        var objection = world.Random.OneOf(world.Model.Objections);
        var upheld = world.Random.Percent(60);
        if (!world.Recorded(world.Life.Room<WithdrawalDecisions>().Decide(objection.Id, upheld), out _))
            return null;
        world.Model.Objections.Remove(objection);
        world.Model.Holds.Remove(objection.Restriction);
        if (upheld)
            world.Model.Withdrawals.Add(new ModelWithdrawal(objection.Id, objection.Project, objection.Participant, objection.Category, objection.ReceivedOn, world.Clock.Now));
        world.Model.Touch(objection.Project);
        return $"objection {objection.Id} {(upheld ? "upheld" : "dismissed")}";
    }
}

/// <summary>Somebody decides that a withdrawal does not reach one category.</summary>
internal sealed class CategoryExempted : SimEvent
{
    public override int Weight => 3;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => world.Model.Withdrawals.Count > 0;

    public override string? Happen(SimWorld world)
    {
        var left = world.Random.OneOf(world.Model.Withdrawals);
        var category = left.Category ?? world.Random.OneOf(["recording", "transcript", "contact-details"]);
        if (!world.Recorded(world.Life.Room<WithdrawalDecisions>().Exempt(left.Id, new CategoryName(category), ExemptReason.ResearchImpairment, "ETHICS/1"), out _))
            return null;
        left.Exempt.Add(category);
        world.Model.Touch(left.Project);
        return $"withdrawal {left.Id} does not reach {category}";
    }
}

/// <summary>A withdrawal is taken back, which is possible until it has acted.</summary>
internal sealed class WithdrawalCancelled : SimEvent
{
    public override int Weight => 4;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => world.Model.Withdrawals.Count > 0;

    public override string? Happen(SimWorld world)
    {
        var recent = world.Model.Withdrawals.TakeLast(6).ToList();
        var left = world.Aim(recent, (one, due) => one.Project == due.Project && due.Participants.Contains(one.Participant));
        if (!world.Recorded(world.Life.Room<WithdrawalDesk>().Cancel(left.Id), out _))
            return $"withdrawal {left.Id} cannot be cancelled any more";
        world.Model.Withdrawals.Remove(left);
        world.Model.Touch(left.Project);
        return $"withdrawal {left.Id} cancelled";
    }
}
