namespace RetentionWorker.Record;

/// <summary>The key that the log is signed by is not there, or cannot be read. Nothing is added to the log without it, so nothing is recorded and nothing is erased.</summary>
internal sealed class LogKeyFault : Exception
{
    private LogKeyFault(string message)
        : base(message)
    {
    }

    /// <summary>No file of the folder holds the key that the log names last (null: the log names none yet, and what is there is no key).</summary>
    public static LogKeyFault Missing(LogKeyFolder folder, string? onLog)
    {
        var files = folder.Files();
        var found = files.Count == 0 ? $"{folder.PathOf(1)} is missing" : string.Join(", ", files.Select(f => $"{f.Path} is {WhatIs(f)}"));
        return new(
            $"The key of the audit log{(onLog is null ? "" : $" ({Short(onLog)})")} is not in {folder.Path}: {found}. The log is signed by it: restore the file from a backup of the data directory. "
            + "No other is made or taken in its place (a key is changed by: retention audit rotate-key), and without it nothing can be added to the log.");
    }

    /// <summary>A file has the name that the next key is to get, and holds none that the log could be handed to.</summary>
    public static LogKeyFault InTheWay(LogKeyFile file) => new(
        $"{file.Path} is in the way: the log's next key gets this name, and what is there is {WhatIs(file)}, or one that the log had before. Move it away; the key of the log is unchanged.");

    private static string WhatIs(LogKeyFile file)
    {
        using var key = LogKeyFolder.Read(file);
        return key is null ? "none" : $"another key ({Short(key.Key.ToString())})";
    }

    /// <summary>Name and id tell keys apart for a person.</summary>
    private static string Short(string vkey) => string.Join('+', vkey.Split('+').Take(2));
}
