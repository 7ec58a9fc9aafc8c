using System.Diagnostics;

namespace RetentionWorker.Tests.Cli;

/// <summary>The built program, as a process of its own: what only a process shows.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly Desk desk = new();

    [Theory]
    [InlineData(0, "--version")]
    [InlineData(0, "project", "list", "--output", "json")]
    [InlineData(64, "project", "lst")]
    [InlineData(64, "purge", "--project", "p1")]
    [InlineData(65, "project", "reopen", "p1")]
    [InlineData(4, "store", "check")]
    [InlineData(78, "project", "list", "--config", "nope.json")]
    public void The_exit_code_is_the_answers_and_only_the_answer_is_on_standard_output(int code, params string[] arguments)
    {
        var (got, output, errors) = Run([], arguments);
        Assert.Equal((code, arguments is ["--version"] or ["store", ..]), (got, output.Length > 0));
        Assert.Equal(code is not (0 or 4), errors.Contains("error: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("th_TH.UTF-8")]
    [InlineData("fa_IR.UTF-8")]
    [InlineData("ar_SA.UTF-8")]
    public void A_date_is_read_and_shown_the_same_in_every_locale(string locale)
    {
        var (code, output, _) = Run(new() { ["LC_ALL"] = locale, ["LANG"] = locale, ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0" }, "project", "add", "p1", "--planned-end", "2025-03-04", "--output", "json");
        Assert.Equal(0, code);
        Assert.Contains("\"plannedEnd\":\"2025-03-04\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_a_terminal_is_written_where_there_is_none()
    {
        Run([], "store", "adopt", "interviews");
        var (_, output, errors) = Run([], "run", "--once");
        Assert.DoesNotContain('\u001b', output + errors);
        Assert.DoesNotContain('\r', output + errors);
    }

    public void Dispose() => desk.Dispose();

    private (int Code, string Output, string Errors) Run(Dictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "retention.dll"), .. arguments])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = desk.Home,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
