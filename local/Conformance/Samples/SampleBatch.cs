using System.Buffers;
using System.Security.Cryptography;
using Relay.Functions.Deliver;
using Relay.Functions.Queue;

namespace Relay.Local.Conformance.Samples;

/// <summary>A delivery as the relay makes it.</summary>
/// <param name="Id">The batch's id, which is the <c>webhook-id</c> too.</param>
/// <param name="Class">How its envelopes travel.</param>
/// <param name="Envelopes">What is in it, in order.</param>
/// <param name="Body">The bytes, by the relay's own writer.</param>
internal sealed record SampleBatch(string Id, EnvelopeClass Class, IReadOnlyList<SampleEnvelope> Envelopes, byte[] Body)
{
    private const int IdLength = 8;

    /// <summary>The ids, in order.</summary>
    public IReadOnlyList<Guid> Ids => [.. Envelopes.Select(envelope => envelope.Id)];

    /// <summary>Writes one.</summary>
    public static SampleBatch Of(TestUsers users, DateTimeOffset now, IReadOnlyList<SampleEnvelope> envelopes, EnvelopeClass envelopeClass = EnvelopeClass.Normal)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength));
        var acceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var head = new PackedHead(PackedKind.Envelopes, new Lane(envelopeClass, 0, users.Partner, 0), users.Sender, acceptedAt, id, 0);
        var body = new ArrayBufferWriter<byte>();
        BatchBody.Write(body, head, [.. envelopes.Select(envelope => envelope.Pack(users))]);
        return new SampleBatch(id, envelopeClass, envelopes, body.WrittenSpan.ToArray());
    }
}
