using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(2, "Message properties")]
public sealed class PropertyScenarios(BrokerFixture<PropertyScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<PropertyScenarios>>
{
    private static readonly Dictionary<string, object?> EveryCommonType = new()
    {
        ["text"] = "Grüße 🙂",
        ["empty"] = "",
        ["true"] = true,
        ["false"] = false,
        ["small"] = 7,
        ["negative"] = -7,
        ["large"] = 1L << 40,
        ["double"] = 1.5,
        ["time"] = new DateTime(2031, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc),
        ["null"] = null,
    };

    [Theory, Scenario("Every property an application can set arrives as it was sent")]
    public async Task Properties_AllSet_Arrive(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var sent = new OutgoingMessage
        {
            Body = [0, 1, 255],
            MessageId = "m-1",
            SessionId = "s-1",
            PartitionKey = "s-1",
            CorrelationId = "c-1",
            Subject = "subject",
            To = "to",
            ReplyTo = "reply-to",
            ReplyToSessionId = "reply-to-session",
            ContentType = "application/json",
            TimeToLive = TimeSpan.FromHours(1),
            Properties = EveryCommonType,
        };
        await bus.SendAsync(sent);

        var message = await (await bus.ReceiverAsync()).OneAsync();

        Assert.Equal(Plain(sent), Plain(message));
        Assert.Equal(sent.Body, message.Body);
        AssertSame(EveryCommonType, message.Properties);
    }

    [Theory, Scenario("A message with nothing set arrives with nothing set")]
    public async Task Properties_NoneSet_StayUnset(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(new OutgoingMessage());

        var message = await (await bus.ReceiverAsync()).OneAsync();

        Assert.Equal(Plain(new OutgoingMessage { MessageId = message.MessageId }), Plain(message));
        Assert.Empty(message.Body);
        Assert.Empty(message.Properties);
        Assert.Null(message.ExpiresAt);
    }

    [Theory, Scenario("The broker sets sequence number, enqueued time, lock end, expiry, delivery count and state")]
    public async Task Properties_OfTheBroker_AreSet(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var before = bus.Now.AddMilliseconds(-1);
        await bus.SendAsync(OutgoingMessage.Of("a") with { TimeToLive = TimeSpan.FromMinutes(10) });
        await bus.SendTextsAsync("b");
        var receiver = await bus.ReceiverAsync();

        var (a, b) = (await receiver.OneAsync(), await receiver.OneAsync());

        var after = bus.Now.AddMilliseconds(1);
        Assert.True(b.SequenceNumber > a.SequenceNumber);
        Assert.Equal((a.SequenceNumber, b.SequenceNumber), (a.EnqueuedSequenceNumber, b.EnqueuedSequenceNumber));
        Assert.InRange(a.EnqueuedTime, before, after);
        Assert.InRange(a.LockedUntil!.Value, before.AddSeconds(60), after.AddSeconds(60));
        Assert.Equal(a.EnqueuedTime.AddMinutes(10), a.ExpiresAt);
        Assert.Equal((1, MessageState.Active), (a.DeliveryCount, a.State));
        Assert.Equal((null, null, null), (a.DeadLetterReason, a.DeadLetterDescription, a.DeadLetterSource));
    }

    [Theory, Scenario("Application properties keep their types and values when a settlement changes others")]
    public async Task Properties_OfEveryType_SurviveAChange(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(OutgoingMessage.Of("x") with { Properties = EveryCommonType });
        var receiver = await bus.ReceiverAsync();

        await receiver.AbandonAsync(await receiver.OneAsync(), new Dictionary<string, object?> { ["added"] = "later", ["empty"] = "full" });

        AssertSame(new Dictionary<string, object?>(EveryCommonType) { ["added"] = "later", ["empty"] = "full" }, (await receiver.OneAsync()).Properties);
    }

    [Theory, Scenario("The further types of .NET survive too", Only = [ClientKind.DotNet])]
    public async Task Properties_OfDotNetTypes_SurviveAChange(ClientKind client)
    {
        var types = new Dictionary<string, object?>
        {
            ["byte"] = (byte)200,
            ["sbyte"] = (sbyte)-100,
            ["short"] = (short)-3000,
            ["ushort"] = (ushort)60000,
            ["uint"] = 4000000000u,
            ["ulong"] = ulong.MaxValue,
            ["float"] = 1.25f,
            ["decimal"] = 79.95m,
            ["char"] = 'ß',
            ["guid"] = new Guid("0190a7e5-89ab-7cde-8f01-23456789abcd"),
            ["uri"] = new Uri("https://example.org/a?b=c"),
            ["span"] = TimeSpan.FromMinutes(90),
            ["utc"] = new DateTime(2031, 2, 3, 4, 5, 6, DateTimeKind.Utc),
            ["bytes"] = new byte[] { 1, 2, 3 },
        };
        var bus = await OpenAsync(client);
        await bus.SendAsync(OutgoingMessage.Of("x") with { Properties = types });
        var receiver = await bus.ReceiverAsync();
        var first = await receiver.OneAsync();
        await receiver.AbandonAsync(first, new Dictionary<string, object?> { ["added"] = 0.5m });

        var second = await receiver.OneAsync();

        Assert.Equal(types.OrderBy(pair => pair.Key), first.Properties.OrderBy(pair => pair.Key));
        Assert.Equal(new Dictionary<string, object?>(types) { ["added"] = 0.5m }.OrderBy(pair => pair.Key), second.Properties.OrderBy(pair => pair.Key));
    }

    [Theory, Scenario("Bodies are binary, a value or a sequence, as they were sent")]
    public async Task Body_OfEveryKind_Arrives(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var sent = new[] { BodyKind.Binary, BodyKind.Value, BodyKind.Sequence }.Select(kind => OutgoingMessage.Of("one|two") with { BodyKind = kind }).ToArray();
        foreach (var message in sent)
            await bus.SendAsync(message);

        var received = await (await bus.ReceiverAsync()).ManyAsync(3);

        Assert.Equal(sent.Select(message => (message.BodyKind, message.Text)), received.Select(message => (message.BodyKind, message.Text)));
    }

    [Theory, Scenario("What one client sends the other reads")]
    public async Task Message_OfTheOtherClient_IsRead(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var other = await ConnectAsync(client == ClientKind.DotNet ? ClientKind.JavaScript : ClientKind.DotNet);
        var sent = OutgoingMessage.Of("x", "s") with { MessageId = "m", Subject = "subject", Properties = EveryCommonType };
        await (await other.CreateSenderAsync(bus.Queue)).SendAsync(sent);

        var message = await (await bus.ReceiverAsync()).OneAsync();

        Assert.Equal(Plain(sent), Plain(message));
        AssertSame(EveryCommonType, message.Properties);
    }

    private static void AssertSame(IReadOnlyDictionary<string, object?> expected, IReadOnlyDictionary<string, object?> actual) => Assert.Equal(
        expected.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, Widen(pair.Value))),
        actual.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, Widen(pair.Value))));

    /// <summary>JavaScript has one type of number and one of time.</summary>
    private static object? Widen(object? value) => value switch
    {
        int or uint or ulong => Convert.ToInt64(value),
        double number when double.IsInteger(number) => (long)number,
        DateTime time => new DateTimeOffset(time),
        _ => value,
    };

    private static object Plain(Message message) => (
        message.MessageId, message.SessionId, message.PartitionKey, message.CorrelationId, message.Subject, message.To, message.ReplyTo,
        message.ReplyToSessionId, message.ContentType, message.TimeToLive, message.BodyKind, message.Text);
}
