using CsCheck;
using Retention.Domain.Guards;

namespace Retention.Domain.Tests.Guards;

public sealed class InventoryTests
{
    [Theory]
    [InlineData(400, 380, false)]
    [InlineData(400, 379, true)]
    [InlineData(10_000, 9_500, false)]
    [InlineData(10_000, 9_499, true)]
    [InlineData(40, 38, false)]
    [InlineData(39, 37, true)]
    [InlineData(26, 15, true)]
    [InlineData(9, 8, false)]
    [InlineData(9, 7, true)]
    [InlineData(2, 1, false)]
    [InlineData(2, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(0, 0, false)]
    [InlineData(0, 100, false)]
    [InlineData(long.MaxValue, 0, true)]
    public void Less_than_95_percent_is_suspect_but_one_record_alone_never_is(long expected, long found, bool suspect) =>
        Assert.Equal(suspect, Inventory.IsSuspect(expected, found));

    [Fact]
    public void More_records_never_make_a_sound_store_suspect() =>
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000]).Sample((expected, found, more) =>
            Inventory.IsSuspect(expected, found) || !Inventory.IsSuspect(expected, found + more));
}
