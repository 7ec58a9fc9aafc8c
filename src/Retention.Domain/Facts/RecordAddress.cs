namespace Retention.Domain.Facts;

/// <summary>A record's store and exact name.</summary>
public sealed record RecordAddress(StoreName Store, RecordName Name)
{
    /// <summary><c>store:name</c>, as commands take it.</summary>
    public override string ToString() => $"{Store}:{Name}";
}
