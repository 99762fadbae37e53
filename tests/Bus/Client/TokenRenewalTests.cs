using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Relay.Local.Bus.Tests.Client;

public sealed class TokenRenewalTests : IAsyncLifetime
{
    private readonly SteppedClock _clock = new();
    private readonly TempFolder _folder = new();
    private EmbeddedServiceBus _bus = null!;
    private RawConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _bus = await EmbeddedServiceBus.StartAsync(
            new EmbeddedServiceBusOptions
            {
                DataFolder = _folder.Path,
                Queues = [new QueueDescription { Name = "a" }, new QueueDescription { Name = "b" }, new QueueDescription { Name = "s", RequiresSession = true }],
                SharedAccessKey = SharedAccess.Key,
                Clock = _clock,
            },
            Broker.Token);
        _connection = await RawConnection.OpenAsync(_bus.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _bus.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Link_WithoutAToken_IsRefused()
    {
        var refusal = await Assert.ThrowsAnyAsync<AmqpException>(() => _connection.AttachAsync("a"));

        Assert.Equal(AmqpErrorCode.UnauthorizedAccess, refusal.Error.Condition);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.json.web-token")]
    [InlineData("SharedAccessSignature sr=a&sr=b&sig=c&se=d&skn=e")]
    public async Task Token_ThatIsNone_IsUnauthorizedAndTheConnectionGoesOn(string token)
    {
        var refusal = await Assert.ThrowsAnyAsync<AmqpException>(() => _connection.PutAsync("a", token));

        Assert.Equal(AmqpErrorCode.UnauthorizedAccess, refusal.Error.Condition);
        Assert.Contains("MalformedToken", refusal.Message, StringComparison.Ordinal);
        await PutAsync("a", minutes: 5);
        await _connection.AttachAsync("a");
    }

    [Fact]
    public async Task Link_OfAnotherQueue_IsRefusedOnTheSameConnection()
    {
        await PutAsync("a", minutes: 5);

        await _connection.AttachAsync("a");

        await Assert.ThrowsAnyAsync<AmqpException>(() => _connection.AttachAsync("b"));
    }

    [Fact]
    public async Task Link_WhoseTokenRanOut_IsClosedAndOthersStay()
    {
        await PutAsync("a", minutes: 5);
        await PutAsync("b", minutes: 10);
        var first = await _connection.AttachAsync("a");
        var second = await _connection.AttachAsync("b");

        _clock.Advance(TimeSpan.FromMinutes(5));

        AssertExpired(await RawConnection.ClosedAsync(first));
        Assert.False(second.IsClosing());
        await Assert.ThrowsAnyAsync<AmqpException>(() => _connection.AttachAsync("a"));
        _clock.Advance(TimeSpan.FromMinutes(5));
        AssertExpired(await RawConnection.ClosedAsync(second));
    }

    [Fact]
    public async Task Link_WhoseTokenWasRenewed_Stays()
    {
        await PutAsync("a", minutes: 5);
        await PutAsync("b", minutes: 5);
        var renewed = await _connection.AttachAsync("a");
        var other = await _connection.AttachAsync("b");
        _clock.Advance(TimeSpan.FromMinutes(4));

        await PutAsync("a", minutes: 5);
        _clock.Advance(TimeSpan.FromMinutes(1));

        AssertExpired(await RawConnection.ClosedAsync(other));
        Assert.False(renewed.IsClosing());
        await _connection.AttachAsync("a");
        _clock.Advance(TimeSpan.FromMinutes(4));
        AssertExpired(await RawConnection.ClosedAsync(renewed));
    }

    [Fact]
    public async Task Link_WhoseTokenRanOutWhileItAwaitsASession_IsClosed()
    {
        await PutAsync("s", minutes: 5);
        await PutAsync("a", minutes: 60);
        var waiting = await _connection.AskForSessionAsync("s");
        // The broker takes the links of a connection in order: when this one is open, the one before has been asked for.
        await _connection.AttachAsync("a");

        _clock.Advance(TimeSpan.FromMinutes(5));

        AssertExpired(await RawConnection.ClosedAsync(waiting));
    }

    private Task PutAsync(string queue, int minutes) =>
        _connection.PutAsync(queue, SharedAccess.Token($"sb://localhost/{queue}", _clock.GetUtcNow().AddMinutes(minutes)));

    private static void AssertExpired(Exception closed)
    {
        var error = Assert.IsType<AmqpException>(closed, exactMatch: false).Error;
        Assert.Equal(AmqpErrorCode.UnauthorizedAccess, error.Condition);
        Assert.StartsWith("ExpiredToken: The token is expired.", error.Description, StringComparison.Ordinal);
    }
}
