namespace RetentionWorker.Watch;

/// <summary>A way by which people outside hear of obstacles.</summary>
internal interface IEscalationChannel
{
    /// <summary>A stable word; what was carried is remembered by it.</summary>
    string Name { get; }

    /// <summary>Returns when whoever is at the other end has taken it; throws <see cref="EscalationFault"/> where they did not, and then the next look tries again.</summary>
    Task SendAsync(Notice notice, CancellationToken ct);
}

/// <summary>A channel did not carry. <see cref="Code"/> is a stable word: addresses and answers may hold secrets and stay out of it.</summary>
internal sealed class EscalationFault(string code, Exception? inner = null) : Exception($"The notice was not taken: {code}.", inner)
{
    public string Code { get; } = code;
}
