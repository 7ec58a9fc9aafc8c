using System.Net.Sockets;
using System.Text;
using RetentionWorker.Cli;
using RetentionWorker.Hosting.Control;

namespace RetentionWorker.Tests.Hosting.Control;

public sealed class AnswerStreamTests
{
    [Fact]
    public async Task What_is_said_arrives_whole_and_in_order_and_no_character_is_torn()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("retention-answer-").FullName, "s");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        using var server = await listener.AcceptAsync();
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(i => i % 3 == 0 ? "😀" : "a"));
        var saying = Task.Run(() =>
        {
            var answer = new AnswerStream(server);
            foreach (var c in text)
                answer.Output.Write(c);
            answer.Errors.Write("note\n");
            answer.Output.Write("more");
            answer.Output.Write(text);
            answer.End(ExitCode.PartlyDone);
        });
        using var lines = new StreamReader(new NetworkStream(client));
        var all = new StringBuilder();
        ExitCode? exit = null;
        while (exit is null && await lines.ReadLineAsync() is { } line)
        {
            var said = Wire.Answer(line)!.Value;
            all.Append(said.IsError ? "<" + said.Text + ">" : said.Text);
            exit = said.Exit;
        }
        await saying;
        Assert.Equal(text + "<note\n>more" + text, all.ToString());
        Assert.Equal(ExitCode.PartlyDone, exit);
    }
}
