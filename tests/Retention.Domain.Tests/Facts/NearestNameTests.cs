using Retention.Domain.Facts;

namespace Retention.Domain.Tests.Facts;

public sealed class NearestNameTests
{
    private static readonly string[] Keys = ["eraseAfter", "eraseBy", "category", "startsAt", "retain"];

    [Theory]
    [InlineData("erase-after", "eraseAfter")]
    [InlineData("EraseBy", "eraseBy")]
    [InlineData("catagory", "category")]
    [InlineData("categroy", "category")]
    [InlineData("startAt", "startsAt")]
    [InlineData("retian", "retain")]
    [InlineData("colour", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Names_what_was_probably_meant(string written, string? meant) => Assert.Equal(meant, NearestName.Of(written, Keys));

    [Fact]
    public void Nothing_is_near_nothing()
    {
        Assert.Null(NearestName.Of("x", []));
        Assert.Equal("", NearestName.Hint("x", []));
        Assert.Equal(" (did you mean 'category'?)", NearestName.Hint("catgory", Keys));
    }
}
