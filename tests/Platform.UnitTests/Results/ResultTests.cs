using Platform.Results;

namespace Platform.UnitTests.Results;

public sealed class ResultTests
{
    [Fact]
    public void A_refusal_stays_when_the_value_is_mapped()
    {
        Result<int> refused = Refusal.Conflict("no");

        Assert.Equal("no", refused.Map(value => value + 1).Refusal?.Message);
    }

    [Fact]
    public void A_value_is_mapped()
    {
        Result<int> made = 1;

        Assert.Equal(2, made.Map(value => value + 1).Value);
    }
}
