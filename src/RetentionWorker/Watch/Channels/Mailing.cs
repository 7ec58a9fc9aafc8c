using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace RetentionWorker.Watch.Channels;

/// <summary>Sends messages by SMTP. <paramref name="passwordFile"/> is absolute, and read at each sending: a password may be changed while the daemon runs.</summary>
internal sealed class Mailing(SmtpOptions options, string? passwordFile)
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(30);

    /// <summary>Returns when the server has taken the message; throws <see cref="EscalationFault"/> where it did not.</summary>
    public async Task SendAsync(string subject, string text, (string Name, byte[] Content)? file, CancellationToken ct, DateTimeOffset? at = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(AtMost);
        try
        {
            using var message = MessageOf(subject, text, file);
            if (at is { } when)
                message.Date = when;
            await SendAsync(message, patience.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            // Whatever it is, the message was not taken; what the server said may quote the message or the account.
            throw new EscalationFault(WordOf(fault), fault);
        }
    }

    private async Task SendAsync(MimeMessage message, CancellationToken ct)
    {
        using var client = new SmtpClient { Timeout = (int)AtMost.TotalMilliseconds };
        await client.ConnectAsync(options.Host!, options.PortOrUsual, Security, ct);
        if (options.User is { } user)
            await client.AuthenticateAsync(user, (await File.ReadAllTextAsync(passwordFile!, ct)).TrimEnd('\r', '\n'), ct);
        await client.SendAsync(message, ct);
        try
        {
            await client.DisconnectAsync(quit: true, ct);
        }
        catch (Exception)
        {
            // The message is taken; a goodbye that fails must not have it sent again.
        }
    }

    private SecureSocketOptions Security => options.Security switch
    {
        "tls" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    private MimeMessage MessageOf(string subject, string text, (string Name, byte[] Content)? file)
    {
        var body = new BodyBuilder { TextBody = text };
        if (file is { } attached)
            body.Attachments.Add(attached.Name, attached.Content, new ContentType("text", "plain"));
        var message = new MimeMessage { Subject = subject, Body = body.ToMessageBody() };
        message.From.Add(MailboxAddress.Parse(options.From!));
        message.To.AddRange(options.Recipients.Select(MailboxAddress.Parse));
        // No out-of-office answers to a machine.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static string WordOf(Exception fault) => fault switch
    {
        OperationCanceledException => "timed-out",
        AuthenticationException => "not-authenticated",
        SslHandshakeException => "no-tls",
        SmtpCommandException => "refused",
        System.Net.Sockets.SocketException => "unreachable",
        _ => "failed",
    };
}
