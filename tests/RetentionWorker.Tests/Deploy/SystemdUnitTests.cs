using System.Globalization;
using System.Text.RegularExpressions;

namespace RetentionWorker.Tests.Deploy;

public sealed partial class SystemdUnitTests
{
    private static readonly string Unit = Repository.File("deploy", "systemd", "retention.service");

    [Fact]
    public void The_unit_is_exposed_no_more_than_one_and_a_half() =>
        Assert.InRange(ExposureOf(Unit), 0.0, 1.5);

    [Fact]
    public void Its_drop_in_for_folders_alone_exposes_it_less()
    {
        var whole = Path.Combine(Directory.CreateTempSubdirectory("retention-unit-").FullName, "retention.service");
        File.WriteAllText(whole, File.ReadAllText(Unit) + "\n" + File.ReadAllText(Repository.File("deploy", "systemd", "no-network.conf")));
        Assert.True(ExposureOf(whole) < ExposureOf(Unit));
    }

    [Fact]
    public void With_a_control_socket_it_is_still_exposed_no_more_than_one_and_a_half_and_sees_who_connects()
    {
        var whole = Path.Combine(Directory.CreateTempSubdirectory("retention-unit-").FullName, "retention.service");
        var dropIn = File.ReadAllText(Repository.File("deploy", "systemd", "control-socket.conf"));
        File.WriteAllText(whole, File.ReadAllText(Unit) + "\n" + dropIn);
        Assert.InRange(ExposureOf(whole), 0.0, 1.5);
        Assert.Contains("\nPrivateUsers=no\n", dropIn);
        Assert.Contains("\nRuntimeDirectoryMode=0750\n", File.ReadAllText(Unit));
    }

    [Fact]
    public void Systemd_finds_nothing_wrong_with_it_but_that_the_program_is_not_installed_here()
    {
        var directory = Directory.CreateTempSubdirectory("retention-unit-").FullName;
        var installed = Path.Combine(directory, "retention.service");
        File.WriteAllText(installed, File.ReadAllText(Unit).Replace("/opt/retention/retention run", "/bin/true run"));
        var (code, output) = Repository.Run("systemd-analyze", "verify", "--recursive-errors=no", installed);
        Assert.True(code == 0, output);
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("openat2")]
    [InlineData("unlinkat")]
    [InlineData("flock")]
    [InlineData("fsync")]
    [InlineData("getdents64")]
    [InlineData("statx")]
    [InlineData("memfd_create")]
    public void Its_filter_lets_through_what_erasing_needs(string call) => Assert.Contains(call, AllowedCalls());

    [Theory]
    [InlineData("mount")]
    [InlineData("ptrace")]
    [InlineData("setuid")]
    [InlineData("reboot")]
    public void Its_filter_stops_what_erasing_does_not_need(string call) => Assert.DoesNotContain(call, AllowedCalls());

    [Fact]
    public void It_does_not_restart_where_trying_again_mends_nothing()
    {
        var line = File.ReadLines(Unit).Single(l => l.StartsWith("RestartPreventExitStatus=", StringComparison.Ordinal));
        Assert.Equal(["64", "65", "78"], line.Split('=')[1].Split(' '));
    }

    /// <summary>The system calls that the unit's filter lets through.</summary>
    internal static HashSet<string> AllowedCalls()
    {
        var allowed = new HashSet<string>();
        foreach (var line in File.ReadLines(Unit).Where(l => l.StartsWith("SystemCallFilter=", StringComparison.Ordinal)))
        {
            var value = line["SystemCallFilter=".Length..];
            foreach (var set in value.TrimStart('~').Split(' '))
            {
                if (value.StartsWith('~'))
                    allowed.ExceptWith(Expand(set));
                else
                    allowed.UnionWith(Expand(set));
            }
        }
        // Always let through, whatever is listed.
        allowed.UnionWith(Expand("@default"));
        return allowed;
    }

    private static IEnumerable<string> Expand(string set)
    {
        var (code, output) = Repository.Run("systemd-analyze", "syscall-filter", "--no-pager", set);
        Assert.Equal(0, code);
        var members = output.Split('\n').Skip(1).Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith('#'));
        return members.SelectMany(m => m.StartsWith('@') ? Expand(m) : [m]).ToList();
    }

    private static double ExposureOf(string unit)
    {
        var (_, output) = Repository.Run("systemd-analyze", "security", "--offline=true", "--no-pager", unit);
        var score = Overall().Match(output);
        Assert.True(score.Success, output);
        return double.Parse(score.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"Overall exposure level for \S+: ([0-9.]+) ")]
    private static partial Regex Overall();
}
