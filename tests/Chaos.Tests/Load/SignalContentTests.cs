using Relay.Chaos.Load;
using Relay.Functions.Accept;

namespace Relay.Chaos.Tests.Load;

public sealed class SignalContentTests
{
    private const int Whisper = 1;

    [Theory]
    [InlineData(SignalContent.LeastLength)]
    [InlineData(300)]
    [InlineData(90 * 1024)]
    public void Create_OfAnyLength_HasTheShapeThatTheRelayAsksFor(int length)
    {
        var content = SignalContent.Create(length, new Random(1));

        Assert.Equal(length, content.Length);
        Assert.Null(SignalShape.Check(Whisper, content));
    }
}
