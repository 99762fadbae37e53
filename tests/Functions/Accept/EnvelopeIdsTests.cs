using Relay.Functions.Accept;

namespace Relay.Functions.Tests.Accept;

public sealed class EnvelopeIdsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    [Theory]
    [InlineData(0, true)]
    [InlineData(24 * 3_600_000L, true)]
    [InlineData(-24 * 3_600_000L, true)]
    [InlineData((24 * 3_600_000L) + 1, false)]
    [InlineData((-24 * 3_600_000L) - 1, false)]
    public void IsNear_TimeFromNow_IsBoundedOnBothSides(long milliseconds, bool expected) =>
        Assert.Equal(expected, EnvelopeIds.IsNear(Guid.CreateVersion7(Now.AddMilliseconds(milliseconds)), Now, Window));

    [Theory]
    [InlineData("00000000-0000-7000-8000-000000000000")] // 1970
    [InlineData("ffffffff-ffff-7fff-bfff-ffffffffffff")] // the last time there is
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    public void IsNear_IdAtTheEdgeOfItsForm_IsFar(string id) => Assert.False(EnvelopeIds.IsNear(Guid.Parse(id), Now, Window));

    [Theory]
    [InlineData('7', '8', true)]
    [InlineData('7', '9', true)]
    [InlineData('7', 'a', true)]
    [InlineData('7', 'b', true)]
    [InlineData('7', '7', false)]
    [InlineData('7', 'c', false)]
    [InlineData('7', '0', false)]
    [InlineData('4', '8', false)]
    [InlineData('1', '8', false)]
    [InlineData('6', '8', false)]
    [InlineData('8', '8', false)]
    public void IsNear_VersionAndVariant_AreThoseOfUuidV7(char version, char variant, bool expected)
    {
        var text = Guid.CreateVersion7(Now).ToString().ToCharArray();
        (text[14], text[19]) = (version, variant);
        Assert.Equal(expected, EnvelopeIds.IsNear(Guid.Parse(text), Now, Window));
    }
}
