using System.Globalization;
using System.Text;

namespace RetentionWorker.Anchor.Places;

/// <summary>Sends one message with a file. Throws <see cref="AnchorFault"/> where the server did not take it.</summary>
internal delegate Task SendFile(string subject, string text, string fileName, byte[] file, CancellationToken ct);

/// <summary>
/// A person's mailbox: what they keep, they can hold the log against later. That a message arrived nobody knows; a mail server took it.
/// </summary>
internal sealed class MailPlace(string name, SendFile send) : IAnchorPlace
{
    public string Name => name;

    public string Kind => AnchorKinds.Mail;

    public byte[]? Latest(string origin, CancellationToken ct) => null;

    public async Task<AnchorReceipt> TakeAsync(LogCheckpoint checkpoint, CancellationToken ct)
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"The audit log {checkpoint.Origin} had {checkpoint.Size} entries when this was sent.\n\n")
            .Append("Keep the file. Whoever doubts the log later can hold it against what this was: the log must still begin with it.\n\n")
            .Append(CultureInfo.InvariantCulture, $"  retention audit verify --against checkpoint-{checkpoint.Size}.txt\n\n")
            .Append(Encoding.UTF8.GetString(checkpoint.Note));
        await send(
            string.Create(CultureInfo.InvariantCulture, $"Checkpoint of the deletion audit log: {checkpoint.Size} entries"), text.ToString(),
            string.Create(CultureInfo.InvariantCulture, $"checkpoint-{checkpoint.Size}.txt"), checkpoint.Note, ct);
        return new AnchorReceipt(checkpoint.Note, null);
    }
}
