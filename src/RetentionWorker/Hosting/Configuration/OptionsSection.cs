using System.Globalization;
using Retention.Domain.Facts;

namespace RetentionWorker.Hosting.Configuration;

/// <summary>A value in force and where it came from.</summary>
internal sealed record EffectiveValue(string Path, string Value, string Source);

/// <summary>What one reading of the configuration gathers on its way.</summary>
internal sealed class ReadingNotes(string fileName)
{
    public string FileName { get; } = fileName;
    public List<ConfigurationProblem> Problems { get; } = [];
    public List<EffectiveValue> Values { get; } = [];
}

/// <summary>
/// One object of the configuration: the file's, overlaid by the environment's. It remembers every key that was asked for, so that any other
/// key is a problem: a misspelt key must never be a setting that silently is not there.
/// </summary>
internal sealed class OptionsSection(string path, ConfigurationNode.Branch? file, EnvironmentOverlay? environment, ReadingNotes notes)
{
    private readonly List<string> known = [];

    public string Path { get; } = path;

    public ReadingNotes Notes { get; } = notes;

    public bool IsWritten => file is not null || environment is not null;

    /// <summary>The names in this object, as the file writes them, then those that only the environment has.</summary>
    public IReadOnlyList<string> Names =>
        [.. (file?.Children.Keys ?? []), .. (environment?.Keys ?? []).Where(k => file?.Children.Keys.Contains(k, StringComparer.OrdinalIgnoreCase) != true)];

    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    public string? Text(string key) => Scalar(key, "text", node => (node as ConfigurationNode.Text)?.Value, value => value);

    public int? Whole(string key) =>
        Scalar<int?>(key, "a whole number", node => node is ConfigurationNode.Number number ? ParseWhole(number.Raw) : null, ParseWhole);

    public bool? Flag(string key) =>
        Scalar<bool?>(key, "true or false", node => (node as ConfigurationNode.Flag)?.Value, value => value switch { "true" => true, "false" => false, _ => null });

    /// <summary>The object below the key; an unwritten one where there is none.</summary>
    public OptionsSection Section(string key)
    {
        known.Add(key);
        var node = file?.Children.GetValueOrDefault(key);
        if (node is not (null or ConfigurationNode.Branch))
            Problem(key, $"must be an object, not {node.KindWord}");
        var overlay = environment?.Child(key);
        if (overlay?.Variable is { } variable)
            Notes.Problems.Add(new(variable, $"names the object {PathOf(key)}, not a value in it"));
        return new OptionsSection(PathOf(key), node as ConfigurationNode.Branch, overlay, Notes);
    }

    /// <summary>Whether the key holds an object in the file (where both an object and text are allowed).</summary>
    public bool HasObject(string key) => file?.Children.GetValueOrDefault(key) is ConfigurationNode.Branch || environment?.Child(key) is { Variable: null };

    public void Problem(string key, string what) => Notes.Problems.Add(new(PathOf(key), what));

    /// <summary>Call when every key was asked for.</summary>
    public void RefuseUnknown()
    {
        foreach (var key in file?.Children.Keys.Where(k => !known.Contains(k)) ?? [])
            Problem(key, $"is not a key of {(Path.Length == 0 ? Notes.FileName : Path)}{NearestName.Hint(key, known)}");
        foreach (var key in environment?.Keys.Where(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase)) ?? [])
        {
            foreach (var leaf in environment!.Child(key)!.Leaves())
                Notes.Problems.Add(new(leaf.Variable!, $"'{key}' is not a key of {(Path.Length == 0 ? Notes.FileName : Path)}{NearestName.Hint(key, known)}"));
        }
    }

    private T? Scalar<T>(string key, string wanted, Func<ConfigurationNode, T?> fromFile, Func<string, T?> fromText)
    {
        known.Add(key);
        var node = file?.Children.GetValueOrDefault(key);
        var overlay = environment?.Child(key);
        var value = node is null ? default : fromFile(node);
        if (node is not null && value is null)
            Problem(key, $"must be {wanted}, not {(node is ConfigurationNode.Number number ? number.Raw : node.KindWord)}");
        var source = Notes.FileName;
        if (overlay is { Variable: { } variable, Value: { } text })
        {
            value = fromText(text);
            if (value is null)
                Notes.Problems.Add(new(variable, $"must be {wanted}"));
            source = node is null ? variable : $"{variable} (overrides {Notes.FileName})";
        }
        else if (overlay is not null && overlay.Leaves().FirstOrDefault() is { } below)
            Notes.Problems.Add(new(below.Variable!, $"{PathOf(key)} is a value and has no keys of its own"));
        if (value is not null)
            Notes.Values.Add(new(PathOf(key), Convert.ToString(value, CultureInfo.InvariantCulture)!, source));
        return value;
    }

    private static int? ParseWhole(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
