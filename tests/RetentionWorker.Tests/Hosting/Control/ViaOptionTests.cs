using RetentionWorker.Hosting;
using RetentionWorker.Hosting.Control;

namespace RetentionWorker.Tests.Hosting.Control;

public sealed class ViaOptionTests
{
    [Theory]
    [InlineData("--via s status", "s", "status")]
    [InlineData("status --via s --output json", "s", "status --output json")]
    [InlineData("status --via=s", "s", "status")]
    [InlineData("status --via:s", "s", "status")]
    [InlineData("--via s --via t status", "s", "--via t status")]
    [InlineData("status", null, null)]
    [InlineData("status --via", null, null)]
    [InlineData("explain -- --via s", null, null)]
    [InlineData("status --viaduct s", null, null)]
    public void The_option_is_taken_out_wherever_it_stands(string line, string? socket, string? rest)
    {
        var taken = ViaOption.Take(line.Split(' '), new Dictionary<string, string>());
        Assert.Equal((socket, rest), (taken?.Socket, taken is null ? null : string.Join(' ', taken.Value.Arguments)));
    }

    [Fact]
    public void The_variable_stands_in_for_it_but_not_for_the_quickstart()
    {
        var variables = new Dictionary<string, string> { ["RETENTION__VIA"] = "v" };
        Assert.Equal("v", ViaOption.Take(["status"], variables)?.Socket);
        Assert.Equal("s", ViaOption.Take(["status", "--via", "s"], variables)?.Socket);
        Assert.Null(ViaOption.Take(["quickstart"], variables));
        Assert.Throws<ConfigurationProblems>(() => ViaOption.Take(["status"], new Dictionary<string, string> { ["RETENTION__VIA"] = " " }));
    }
}
