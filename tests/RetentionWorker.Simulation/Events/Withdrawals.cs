using NodaTime;
using Retention.Domain.Facts;
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
        if (!world.Recorded(answer, out var line) || world.Model.Withdrawals.Exists(w => w.Id == line.Withdrawal))
            return null;
        world.Model.Withdrawals.Add(new ModelWithdrawal(line.Withdrawal, record.Project!, participant, category, on, world.Clock.Now));
        world.Model.Touch(record.Project!);
        return $"withdrawal {line.Withdrawal} of {record.Project}/{category ?? "*"}/{participant}, received {on:yyyy-MM-dd}";
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
