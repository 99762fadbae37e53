using Azure.Messaging.ServiceBus;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.Tests.Queue;

public sealed class QueueNamespacesTests
{
    [Fact]
    public void Numbers_AreInOrder_AndEachHasItsClient()
    {
        var (two, nine) = (new FakeServiceBus(), new FakeServiceBus());
        var namespaces = new QueueNamespaces([new(9, nine), new(2, two)]);

        Assert.Equal([2, 9], namespaces.Numbers);
        Assert.Same(two, namespaces[2]);
        Assert.Same(nine, namespaces[9]);
    }

    [Fact]
    public void Item_ThatIsNot_IsAFailureThatDoesNotPass()
    {
        var failure = Assert.Throws<ServiceBusException>(() => new QueueNamespaces([new(0, new FakeServiceBus())])[1]);

        Assert.Equal((false, ServiceBusFailureReason.MessagingEntityNotFound), (failure.IsTransient, failure.Reason));
        Assert.False(StoreFailures.IsPassing(failure));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(16)]
    public void Number_OutOfRange_IsRefused(int number) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new QueueNamespaces([new(number, new FakeServiceBus())]));

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "1")]
    [InlineData(15, "15")]
    public void Suffix_OfTheFirst_IsNothing(int number, string suffix) => Assert.Equal(suffix, QueueNamespaces.Suffix(number));
}
