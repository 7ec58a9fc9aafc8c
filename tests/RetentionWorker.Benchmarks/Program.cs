using RetentionWorker.Benchmarks;

// A rival that has to be a process of its own is this program again.
if (args is ["rival-daemon", var rivalFile])
    return await RivalDaemon.RunAsync(rivalFile);

// Each section by its name, or all of them.
Dictionary<string, Func<int>> sections = new()
{
    ["log"] = LogBenchmark.Run,
    ["writers"] = WritersBenchmark.Run,
    ["daemon"] = DaemonBenchmark.Run,
    ["plan"] = PlanBenchmark.Run,
    ["erase"] = EraseBenchmark.Run,
};
var wanted = args.Length == 0 ? [.. sections.Keys] : args;
if (wanted.FirstOrDefault(w => !sections.ContainsKey(w)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"no section '{unknown}': {string.Join(", ", sections.Keys)}");
    return 64;
}
return wanted.Max(section => sections[section]());
