namespace RetentionWorker.Register;

/// <summary>Who asks, by a pseudonymous id: <c>os-</c> and 16 hex digits, or <c>schedule</c> for the daemon's own doing.</summary>
internal sealed record Actor(string Id)
{
    public static readonly Actor Schedule = new("schedule");
}
