namespace RetentionWorker.Watch;

/// <summary>Who hears of obstacles, besides the log and <c>status</c>. Nobody where nothing is written.</summary>
internal sealed record EscalateOptions
{
    /// <summary>An http or https address that takes a POST of JSON.</summary>
    public string? Webhook { get; init; }

    public SmtpOptions? Smtp { get; init; }
}

/// <summary>How e-mail goes out.</summary>
internal sealed record SmtpOptions
{
    public string? Host { get; init; }

    /// <summary>587 for <c>startTls</c>, 465 for <c>tls</c>, 25 for <c>none</c> where it is not written.</summary>
    public int? Port { get; init; }

    /// <summary><c>startTls</c>, <c>tls</c> or <c>none</c>.</summary>
    public string Security { get; init; } = "startTls";

    public string? From { get; init; }

    /// <summary>One address, or several with commas between them.</summary>
    public string? To { get; init; }

    public string? User { get; init; }

    /// <summary>A file that holds the password, read at each sending.</summary>
    public string? PasswordFile { get; init; }

    public int PortOrUsual => Port ?? Security switch { "tls" => 465, "none" => 25, _ => 587 };

    public IReadOnlyList<string> Recipients => To?.Split(',', StringSplitOptions.TrimEntries) ?? [];
}
