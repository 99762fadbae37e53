using Relay.Functions.Accept;
using Relay.Functions.Accept.Protocols;

namespace Relay.Functions.Tests.Accept;

/// <summary>Seeded mutations of a valid request: whatever comes in, either drafts or a problem with a field go out.</summary>
public sealed class EnvelopeRequestFuzzTests
{
    private const int Rounds = 4_000;

    private static readonly byte[][] Fragments =
    [
        .. new[] { "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "1e9", "\\ud800", "\\u0000", "\"id\":", "\"user\":\"x\"", "==", "\0", " ", "99999999999999999999", "//", "\\" }
            .Select(Encoding.UTF8.GetBytes),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Parse_MutatedRequest_GivesDraftsOrAProblem(int seed)
    {
        var random = new Random(seed);
        var valid = Encoding.UTF8.GetBytes(Requests.Of(Requests.Envelope(2), Requests.Envelope()).ToJsonString());
        int read = 0, refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var body = valid;
            for (var change = random.Next(1, 5); change > 0; change--)
                body = Mutate(body, random);

            var (drafts, problem) = Requests.Parse(body);
            if (problem is null)
            {
                read++;
                Assert.All(drafts, AssertWithinRules);
                Assert.InRange(drafts.Count, 1, AcceptOptions.MaxEnvelopes);
            }
            else
            {
                refused++;
                Assert.False(string.IsNullOrEmpty(problem.Field), Encoding.Latin1.GetString(body));
                Assert.Equal(400, problem.Status);
            }
        }

        // Both happen, or the mutations are too gentle or too wild to say anything.
        Assert.True(read > 20 && refused > 1_000, $"{read} read, {refused} refused");
    }

    private static void AssertWithinRules(EnvelopeDraft draft)
    {
        Assert.NotEqual(Guid.Empty, draft.Id);
        Assert.NotEqual(Guid.Empty, draft.MessageId);
        Assert.InRange(draft.FromPartner!.Length, 2, 32);
        Assert.InRange(draft.ToUser!.Length, 1, 128);
        Assert.InRange(draft.TimeToLiveSeconds, 1, new AcceptOptions().LongestTimeToLiveSeconds);
        Assert.InRange(draft.Ciphertexts.Count, 1, AcceptOptions.MaxCiphertexts);
        Assert.All(draft.Ciphertexts, ciphertext =>
        {
            Assert.InRange(ciphertext.Device, 1, 127);
            Assert.InRange(ciphertext.RegistrationId, 1, 0x3FFF);
            Assert.NotNull(ProtocolShapes.Of(ciphertext.Type));
            Assert.InRange(ciphertext.Length, 1, SignalLimits.MaxContentBytes);
        });
    }

    private static byte[] Mutate(byte[] body, Random random)
    {
        var at = random.Next(body.Length);
        var length = Math.Min(random.Next(1, 12), body.Length - at);
        switch (random.Next(6))
        {
            case 0:
                var flipped = body.ToArray();
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1:
                var set = body.ToArray();
                set[at] = (byte)random.Next(256);
                return set;
            case 2:
                return [.. body.AsSpan(0, at), .. body.AsSpan(at + length)];
            case 3:
                return [.. body.AsSpan(0, at), .. Fragments[random.Next(Fragments.Length)], .. body.AsSpan(at)];
            case 4:
                return [.. body.AsSpan(0, at + length), .. body.AsSpan(at)];
            default:
                return random.Next(20) == 0 ? body[..Math.Max(at, 1)] : [.. body.AsSpan(0, at), (byte)random.Next(0x20, 0x7F), .. body.AsSpan(Math.Min(at + 1, body.Length))];
        }
    }
}
