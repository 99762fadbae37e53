using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Relay.Local.Bus.Engine;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Wire;

public sealed class LifetimeTests
{
    private static readonly DateTime Creation = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void TimeToLive_ToldByTheProperties_IsTakenBeforeTheHeaders()
    {
        var parsed = IncomingMessage.Parse(Encoded(uint.MaxValue, Creation.AddDays(100)));

        Assert.Equal((long)TimeSpan.FromDays(100).TotalMilliseconds, parsed.TimeToLiveMilliseconds);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Properties_OfAMessageThatExpires_TellTheBrokersLife(bool told)
    {
        var stored = IncomingMessage.Parse(Encoded(1000, told ? Creation.AddDays(100) : null)).Encoded;
        var enqueued = new DateTimeOffset(Creation).ToUnixTimeMilliseconds() + 5;

        var sent = Decode(OutgoingMessage.EncodeWhole(stored, Delivered(stored, enqueued, enqueued + 7000)));

        Assert.Equal((Creation.AddMilliseconds(5), Creation.AddMilliseconds(7005)), (sent.Properties.CreationTime, sent.Properties.AbsoluteExpiryTime));
        Assert.Equal(("id", "subject", "group", "reply"), (
            sent.Properties.MessageId.ToString(), sent.Properties.Subject, sent.Properties.GroupId, sent.Properties.ReplyToGroupId));
    }

    [Fact]
    public void Properties_OfAMessageThatDoesNotExpire_StayAsTheyCame()
    {
        var stored = IncomingMessage.Parse(Encoded(null, null)).Encoded;

        var sent = Decode(OutgoingMessage.EncodeWhole(stored, Delivered(stored, 5, long.MaxValue)));

        Assert.Equal((null, null), (sent.Properties.CreationTime, sent.Properties.AbsoluteExpiryTime));
        Assert.Null(sent.Header.Ttl);
    }

    private static DeliveredMessage Delivered(byte[] stored, long enqueued, long expires) =>
        new(Guid.NewGuid(), 1, 1, enqueued, expires, null, 0, VisibleState.Active, null, null, stored);

    private static byte[] Encoded(uint? header, DateTime? expiry)
    {
        var message = AmqpMessage.Create(new Data { Value = new ArraySegment<byte>([1]) });
        message.Header.Ttl = header;
        message.Properties.MessageId = "id";
        message.Properties.Subject = "subject";
        message.Properties.GroupId = "group";
        message.Properties.ReplyToGroupId = "reply";
        message.Properties.AbsoluteExpiryTime = expiry;
        message.Properties.CreationTime = expiry is null ? null : Creation;
        var buffer = new MemoryStream();
        foreach (var segment in message.GetPayload())
            buffer.Write(segment);
        return buffer.ToArray();
    }

    private static AmqpMessage Decode(byte[] encoded) =>
        AmqpMessage.CreateAmqpStreamMessage(new BufferListStream([new ArraySegment<byte>(encoded)]), true);
}
