namespace Retention.Domain.Audit;

internal static class JsonEscape
{
    /// <summary>The letter after the backslash for the seven characters that have one (RFC 8785, 3.2.2.2), or 0.</summary>
    public static char ShorthandOf(char c) => c switch
    {
        '"' => '"',
        '\\' => '\\',
        '\b' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\f' => 'f',
        '\r' => 'r',
        _ => '\0',
    };
}
