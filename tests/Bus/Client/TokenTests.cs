using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Tests.Client;

public sealed class TokenTests : IAsyncLifetime
{
    private readonly SteppedClock _clock = new();
    private readonly TempFolder _folder = new();
    private EmbeddedServiceBus _bus = null!;

    public async ValueTask InitializeAsync() => _bus = await EmbeddedServiceBus.StartAsync(
        new EmbeddedServiceBusOptions
        {
            DataFolder = _folder.Path,
            Queues = [new QueueDescription { Name = "a" }, new QueueDescription { Name = "b" }],
            SharedAccessKey = SharedAccess.Key,
            Clock = _clock,
        },
        Broker.Token);

    public async ValueTask DisposeAsync()
    {
        await _bus.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ConnectionString_OfTheBroker_OpensEveryQueue()
    {
        await using var client = new ServiceBusClient(_bus.ConnectionString, Broker.Options());

        await SendAsync(client, "a");
        await SendAsync(client, "b");
    }

    [Theory]
    [InlineData(SharedAccess.WrongKey, SharedAccess.KeyName)]
    [InlineData(SharedAccess.Key, "AnotherKey")]
    public async Task Key_ThatIsWrong_IsUnauthorized(string key, string keyName)
    {
        await using var client = new ServiceBusClient(
            $"Endpoint=sb://localhost:{_bus.Port};SharedAccessKeyName={keyName};SharedAccessKey={key};UseDevelopmentEmulator=true", Broker.Options());

        await AssertUnauthorized("InvalidSignature", () => SendAsync(client, "a"));
    }

    [Fact]
    public async Task Key_ThatIsWrong_IsUnauthorizedToTheJavaScriptClient()
    {
        var wrong = _bus.ConnectionString.Replace(SharedAccess.Key, SharedAccess.WrongKey, StringComparison.Ordinal);

        var right = await NodeScript.RunAsync(Path.Combine("Client", "send-once.mjs"), _bus.ConnectionString, "a");
        var refused = await NodeScript.RunAsync(Path.Combine("Client", "send-once.mjs"), wrong, "a");

        Assert.Null(right["code"]);
        Assert.Equal("UnauthorizedAccess", (string?)refused["code"]);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("A", true)]
    [InlineData("", true)]
    [InlineData("b", false)]
    [InlineData("a/$management", false)]
    public async Task Token_ForOneAudience_OpensNoOther(string audience, bool opens)
    {
        await using var client = Client(audience, TimeSpan.FromMinutes(5));
        await using var receiver = client.CreateReceiver("a");

        if (opens)
        {
            await SendAsync(client, "a");
            Assert.NotNull(await receiver.PeekMessageAsync(cancellationToken: Broker.Token));
            Assert.NotNull(await receiver.ReceiveMessageAsync(cancellationToken: Broker.Token));
            return;
        }
        await AssertUnauthorized("InvalidAudience", () => SendAsync(client, "a"));
        await AssertUnauthorized("InvalidAudience", () => receiver.ReceiveMessageAsync(cancellationToken: Broker.Token));
    }

    [Fact]
    public async Task Token_ThatHasEnded_IsUnauthorized()
    {
        await using var client = Client("", TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromMinutes(2));

        await AssertUnauthorized("ExpiredToken: The token is expired.", () => SendAsync(client, "a"));
    }

    [Fact]
    public async Task Token_ThatRunsOut_ClosesItsLinks()
    {
        await using var client = Client("", TimeSpan.FromMinutes(5));
        await using var sender = client.CreateSender("a");
        await using var receiver = client.CreateReceiver("a", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        await sender.SendMessageAsync(new ServiceBusMessage("x"), Broker.Token);
        Assert.NotNull(await receiver.ReceiveMessageAsync(cancellationToken: Broker.Token));
        var waiting = receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(60), Broker.Token);

        _clock.Advance(TimeSpan.FromMinutes(4));
        await sender.SendMessageAsync(new ServiceBusMessage("y"), Broker.Token);
        Assert.NotNull(await waiting);
        waiting = receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(60), Broker.Token);
        _clock.Advance(TimeSpan.FromMinutes(1));

        // The client takes a closed link for the end of a wait, and learns the reason when it opens the next one.
        Assert.Null(await waiting.WaitAsync(TimeSpan.FromSeconds(30), Broker.Token));
        await AssertUnauthorized("ExpiredToken: The token is expired.", () => receiver.ReceiveMessageAsync(cancellationToken: Broker.Token));
        await AssertUnauthorized("ExpiredToken: The token is expired.", () => sender.SendMessageAsync(new ServiceBusMessage("z"), Broker.Token));
    }

    private ServiceBusClient Client(string audience, TimeSpan life)
    {
        var token = SharedAccess.Token($"sb://localhost/{audience}", _clock.GetUtcNow() + life);
        return new ServiceBusClient($"Endpoint=sb://localhost:{_bus.Port};SharedAccessSignature={token};UseDevelopmentEmulator=true", Broker.Options());
    }

    private static async Task SendAsync(ServiceBusClient client, string queue)
    {
        await using var sender = client.CreateSender(queue);
        await sender.SendMessageAsync(new ServiceBusMessage("x"), Broker.Token);
    }

    private static async Task AssertUnauthorized(string reason, Func<Task> operation) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<UnauthorizedAccessException>(operation)).ToString(), StringComparison.Ordinal);
}
