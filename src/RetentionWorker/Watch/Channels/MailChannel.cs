namespace RetentionWorker.Watch.Channels;

/// <summary>Sends notices by e-mail.</summary>
internal sealed class MailChannel(SmtpOptions options, string? passwordFile) : IEscalationChannel
{
    private readonly Mailing mailing = new(options, passwordFile);

    public string Name => "mail";

    public Task SendAsync(Notice notice, CancellationToken ct) => mailing.SendAsync(notice.Title, notice.ToText(), file: null, ct, notice.At.ToDateTimeOffset());
}
