using System.Reflection;
using System.Text.Json;

namespace RetentionWorker.Hosting.Configuration;

/// <summary>
/// Fills a room's options from its section: a property is the key of the same name in camelCase, an unwritten key leaves it as it is, any
/// other key is a problem. Whether the values make sense, and what must be written, is for the room's own check.
/// </summary>
internal static class OptionsBinder
{
    /// <summary>The section's options. Keys that were asked of the section before are known too.</summary>
    public static T Bind<T>(OptionsSection section)
        where T : class, new() => (T)Bind(section, new T());

    private static object Bind(OptionsSection section, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var key = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (Value(section, key, type) is { } value)
                property.SetValue(options, value);
        }
        section.RefuseUnknown();
        return options;
    }

    private static object? Value(OptionsSection section, string key, Type type)
    {
        if (type == typeof(string))
            return section.Text(key);
        if (type == typeof(int))
            return section.Whole(key);
        if (type == typeof(bool))
            return section.Flag(key);
        var below = section.Section(key);
        return below.IsWritten ? Bind(below, Activator.CreateInstance(type)!) : null;
    }
}
