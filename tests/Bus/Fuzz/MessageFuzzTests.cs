using Relay.Local.Bus.Engine;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>Damaged messages: refused as such, or sound in everything the broker does with them later.</summary>
public sealed class MessageFuzzTests
{
    private const int Seed = 20_260_101;
    private const int Rounds = 600_000;
    private const int BatchRounds = 100_000;

    private static readonly KeyValuePair<string, object?>[] Changes = [new("DeadLetterReason", "r"), new("added", 1L), new("none", null)];

    [Fact]
    public void Message_Damaged_IsRefusedOrCanBeEncodedAgain()
    {
        var mutator = new Mutator(Seed);
        var modified = ApplicationProperties.Overlay(null, Changes);
        var parsed = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var bytes = mutator.Damage(SampleMessages.All[i % SampleMessages.All.Length]);
            try
            {
                var message = IncomingMessage.Parse(bytes);
                parsed++;
                Reencode(message, null);
                Reencode(message, modified);
            }
            catch (AmqpFormatException)
            {
                // Refused: the sender is told.
            }
            catch (Exception e)
            {
                Assert.Fail($"Round {i}: {Convert.ToHexString(bytes)}: {e}");
            }
        }
        Assert.InRange(parsed, Rounds / 20, Rounds - (Rounds / 20));
    }

    [Fact]
    public void Batch_Damaged_IsRefusedOrHoldsSoundMessages()
    {
        var mutator = new Mutator(Seed + 1);
        var batch = SampleMessages.Batch;
        var parsed = 0;
        for (var i = 0; i < BatchRounds; i++)
        {
            var bytes = mutator.Damage(batch);
            try
            {
                foreach (var message in MessageBatch.Parse(bytes))
                    Reencode(message, null);
                parsed++;
            }
            catch (AmqpFormatException)
            {
                // Refused: the sender is told.
            }
            catch (Exception e)
            {
                Assert.Fail($"Round {i}: {Convert.ToHexString(bytes)}: {e}");
            }
        }
        Assert.InRange(parsed, BatchRounds / 20, BatchRounds - (BatchRounds / 20));
    }

    [Fact]
    public void Sound_Messages_AreAllParsed() => Assert.Equal(SampleMessages.All.Length, MessageBatch.Parse(SampleMessages.Batch).Count);

    private static void Reencode(IncomingMessage message, byte[]? modified)
    {
        var delivered = new DeliveredMessage(Guid.NewGuid(), 1, 1, 1000, long.MaxValue, 2000, 0, VisibleState.Active, modified, null, message.Encoded);
        byte[] whole;
        IncomingMessage again;
        try
        {
            whole = OutgoingMessage.EncodeWhole(message.Encoded, delivered);
            again = IncomingMessage.Parse(whole);
        }
        catch (AmqpFormatException e)
        {
            throw new InvalidOperationException($"What was parsed cannot be encoded again: {Convert.ToHexString(message.Encoded)}", e);
        }
        if (again.MessageId != message.MessageId || again.SessionId != message.SessionId)
            throw new InvalidOperationException("Encoding again changed the message.");
    }
}
