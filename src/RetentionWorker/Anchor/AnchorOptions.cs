using NodaTime;

namespace RetentionWorker.Anchor;

/// <summary>How often checkpoints of the audit log go out, and when their absence needs a person.</summary>
internal sealed record AnchorOptions
{
    /// <summary>Whole hours between two checkpoints to the same place.</summary>
    public int EveryHours { get; init; } = 24;

    /// <summary>Whole days after which the last checkpoint that a place took is too old.</summary>
    public int TooOldAfterDays { get; init; } = 7;

    public Duration Every => Duration.FromHours(EveryHours);

    public Duration TooOldAfter => Duration.FromDays(TooOldAfterDays);
}

/// <summary>A place as it is configured; which keys it needs depends on its kind.</summary>
internal sealed record AnchorPlaceOptions
{
    /// <summary>The folder of a <c>directory</c>: on another machine.</summary>
    public string? Path { get; init; }

    /// <summary>The address of a <c>timeStamp</c> authority (RFC 3161), or of a <c>witness</c> (C2SP tlog-witness), without <c>/add-checkpoint</c>.</summary>
    public string? Url { get; init; }

    /// <summary>The certificate (PEM) of a <c>timeStamp</c> authority, or of whoever issued it: only what it signed is taken.</summary>
    public string? Certificate { get; init; }

    /// <summary>The public key of a <c>witness</c> (a vkey): only what it signed is taken.</summary>
    public string? Vkey { get; init; }

    /// <summary>Who gets a checkpoint by <c>mail</c>: one address, or several with commas between them. The server is that of <c>daemon.escalate.smtp</c>.</summary>
    public string? To { get; init; }

    /// <summary>The account of an <c>azureBlob</c> container, as of a store.</summary>
    public string? Service { get; init; }

    public string? Container { get; init; }

    public string? Credential { get; init; }

    public string? ConnectionStringFile { get; init; }

    public string? ServiceVersion { get; init; }
}

/// <summary>A configured place.</summary>
internal sealed record AnchorPlaceSetting(string Name, string Kind, AnchorPlaceOptions Options);
