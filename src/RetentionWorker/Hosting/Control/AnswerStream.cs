using System.Net.Sockets;
using System.Text;
using RetentionWorker.Cli;

namespace RetentionWorker.Hosting.Control;

/// <summary>Whoever asked is gone, or does not take the answer; what was done is done.</summary>
internal sealed class PeerGone(Exception inner) : Exception("The peer is gone.", inner);

/// <summary>A verb's two streams as lines of an answer, in the order in which it speaks.</summary>
internal sealed class AnswerStream
{
    private const int Piece = 8 * 1024;
    private readonly Lock gate = new();
    private readonly Socket connection;
    private readonly Half output;
    private readonly Half errors;

    public AnswerStream(Socket connection)
    {
        this.connection = connection;
        (output, errors) = (new Half(this, isError: false), new Half(this, isError: true));
    }

    public TextWriter Output => output;

    public TextWriter Errors => errors;

    public void End(ExitCode code)
    {
        lock (gate)
        {
            output.Pass(all: true);
            errors.Pass(all: true);
            Send(Wire.Exit(code));
        }
    }

    private void Send(ReadOnlySpan<byte> line)
    {
        try
        {
            while (line.Length > 0)
                line = line[connection.Send(line)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new PeerGone(e);
        }
    }

    private sealed class Half(AnswerStream whole, bool isError) : TextWriter
    {
        private readonly StringBuilder kept = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write([value]);

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(ReadOnlySpan<char> buffer)
        {
            lock (whole.gate)
            {
                (isError ? whole.output : whole.errors).Pass(all: true);
                kept.Append(buffer);
                // Notes are for people who wait; the answer may be long.
                if (kept.Length >= Piece || isError && buffer.Contains('\n'))
                    Pass(all: false);
            }
        }

        public override void Flush()
        {
            lock (whole.gate)
                Pass(all: true);
        }

        /// <summary>A character of two halves is not torn: its first one waits for the second.</summary>
        public void Pass(bool all)
        {
            var length = kept.Length > 0 && !all && char.IsHighSurrogate(kept[^1]) ? kept.Length - 1 : kept.Length;
            for (var at = 0; at < length;)
            {
                var end = Math.Min(at + Piece, length);
                if (end < length && char.IsHighSurrogate(kept[end - 1]))
                    end--;
                whole.Send(Wire.Said(isError, kept.ToString(at, end - at)));
                at = end;
            }
            kept.Remove(0, length);
        }
    }
}
