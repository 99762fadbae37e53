using Microsoft.Extensions.Logging;
using Relay.Functions.Lanes;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Limits;

namespace Relay.Functions.Tests.Lanes;

/// <summary>A namespace that lanes still lie in, and that the relay does not have, is told to the operator.</summary>
public sealed class NamespaceCheckTests : IPartnerList, ILogger<NamespaceCheck>
{
    private readonly List<string> _errors = [];
    private readonly FakeLaneStore _lanes = new();
    private PartnerRecord _partner = new("whatsapp", PartnerStatus.Live, null, [], [], 4);

    [Fact]
    public async Task Run_LanesInNamespacesThatAreThere_FindsNothing()
    {
        _partner = _partner with { Namespaces = [0, 2] };
        Assert.Equal(0, await RunAsync());
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task Run_LanesInOnesThatAreNot_NamesEach()
    {
        _partner = _partner with { Namespaces = [0, 1, 3] };
        Assert.Equal(2, await RunAsync());
        Assert.Equal(["Error 3402 whatsapp 1", "Error 3402 whatsapp 3"], _errors);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public async Task Run_LanesOfTheEpochBefore_CountUntilTheyAreEmpty(int openEpoch, int expected)
    {
        _partner = _partner with { Namespaces = [0], Epoch = 2, PreviousLanes = 4, PreviousNamespaces = [1] };
        _lanes.Lanes = PartnerLanes.AllOpen with { OpenEpoch = openEpoch };
        Assert.Equal(expected, await RunAsync());
    }

    async IAsyncEnumerable<PartnerRecord> IPartnerList.ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.Yield();
        yield return _partner;
    }

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = ((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary();
        _errors.Add($"{logLevel} {eventId.Id} {values["Partner"]} {values["Namespace"]}");
    }

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    private Task<int> RunAsync() =>
        new NamespaceCheck(this, _lanes, new QueueNamespaces([new(0, new FakeServiceBus()), new(2, new FakeServiceBus())]), this).RunAsync(CancellationToken.None);
}
