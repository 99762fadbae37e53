using System.Buffers;
using System.Text.Json;
using Relay.Functions.Deliver;
using Relay.Functions.People;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Queue;

namespace Relay.Functions.Tests.Deliver;

public sealed class BatchBodyTests
{
    [Fact]
    public void Write_Batch_ReadsBackAsItWas()
    {
        var random = new Random(41);
        var envelopes = Enumerable.Range(0, 10).Select(_ => Packed.RandomEnvelope(random)).ToList();

        using var json = Body(Packed.Head(batch: "a-batch_1"), envelopes);

        var root = json.RootElement;
        Assert.Equal(["batch", "class", "envelopes"], Names(root));
        Assert.Equal("a-batch_1", root.GetProperty("batch").GetString());
        Assert.Equal(envelopes.Count, root.GetProperty("envelopes").GetArrayLength());
        foreach (var (envelope, element) in envelopes.Zip(root.GetProperty("envelopes").EnumerateArray()))
        {
            Assert.Equal(["id", "messageId", "from", "to", "acceptedAt", "expiresAt", "inbox", "ciphertexts"], Names(element));
            Assert.Equal(envelope.Id, element.GetProperty("id").GetGuid());
            Assert.Equal(envelope.MessageId, element.GetProperty("messageId").GetGuid());
            Assert.Equal(("instagram", envelope.FromUser), Address(element.GetProperty("from")));
            Assert.Equal(("whatsapp", envelope.ToUser), Address(element.GetProperty("to")));
            Assert.Equal(Packed.AcceptedAt, element.GetProperty("acceptedAt").GetDateTimeOffset());
            Assert.Equal(Packed.AcceptedAt + envelope.TimeToLive, element.GetProperty("expiresAt").GetDateTimeOffset());
            Assert.Equal(envelope.Inbox == InboxPreference.Combined ? "combined" : "separate", element.GetProperty("inbox").GetString());
            Assert.All(envelope.Ciphertexts.Zip(element.GetProperty("ciphertexts").EnumerateArray()), pair => AssertSame(pair.First, pair.Second));
            Assert.Equal(envelope.Ciphertexts.Count, element.GetProperty("ciphertexts").GetArrayLength());
        }
    }

    [Fact]
    public void Write_EnvelopesThatShare_HaveTheSharedPartOnce()
    {
        var one = Packed.Read(PackedSharedTests.Write(PackedSharedTests.Shared(1, 500), 2)).Envelopes;
        var other = Packed.Read(PackedSharedTests.Write(PackedSharedTests.Shared(2, 300), 1)).Envelopes;

        using var json = Body(Packed.Head(), [one[0], Packed.Envelope(Guid.NewGuid()), other[0], one[1]]);

        var shared = json.RootElement.GetProperty("shared").EnumerateArray().Select(part => part.GetBytesFromBase64()).ToList();
        Assert.Equal([one[0].Shared!.Bytes.ToArray(), other[0].Shared!.Bytes.ToArray()], shared);
        var ciphertexts = json.RootElement.GetProperty("envelopes").EnumerateArray().Select(envelope => envelope.GetProperty("ciphertexts")[0]).ToList();
        Assert.Equal([0, null, 1, 0], ciphertexts.Select(ciphertext => ciphertext.TryGetProperty("shared", out var place) ? (int?)place.GetInt32() : null));
        Assert.Equal([0, 7], ciphertexts[0].GetProperty("content").GetBytesFromBase64());
    }

    [Theory]
    [InlineData(EnvelopeClass.Normal, "normal")]
    [InlineData(EnvelopeClass.Urgent, "urgent")]
    [InlineData(EnvelopeClass.Ephemeral, "ephemeral")]
    public void Write_Class_IsItsWord(EnvelopeClass envelopeClass, string word)
    {
        using var json = Body(Packed.Head(envelopeClass), []);
        Assert.Equal(word, json.RootElement.GetProperty("class").GetString());
        Assert.Empty(json.RootElement.GetProperty("envelopes").EnumerateArray());
    }

    [Fact]
    public void Write_Times_AreRfc3339InUtc()
    {
        using var json = Body(Packed.Head(), [Packed.Envelope(Guid.NewGuid(), timeToLiveSeconds: 60)]);
        var envelope = json.RootElement.GetProperty("envelopes")[0];
        Assert.Equal("2026-03-01T12:00:00.123Z", envelope.GetProperty("acceptedAt").GetString());
        Assert.Equal("2026-03-01T12:01:00.123Z", envelope.GetProperty("expiresAt").GetString());
    }

    [Fact]
    public void Write_Content_IsBase64WithPadding()
    {
        var envelope = Packed.Envelope(Guid.NewGuid()) with { Ciphertexts = [new PackedCiphertext(1, 1, 1, new byte[] { 0xFB, 0xFF, 0xFE, 0xFF })] };
        using var json = Body(Packed.Head(), [envelope]);
        Assert.Equal("+//+/w==", json.RootElement.GetProperty("envelopes")[0].GetProperty("ciphertexts")[0].GetProperty("content").GetString());
    }

    private static void AssertSame(PackedCiphertext expected, JsonElement actual)
    {
        Assert.Equal(["device", "registrationId", "type", "content"], Names(actual));
        Assert.Equal(expected.Device, actual.GetProperty("device").GetByte());
        Assert.Equal(expected.RegistrationId, actual.GetProperty("registrationId").GetUInt16());
        Assert.Equal(expected.Type, actual.GetProperty("type").GetByte());
        Assert.Equal(expected.Content.ToArray(), Convert.FromBase64String(actual.GetProperty("content").GetString()!));
    }

    private static (string?, string?) Address(JsonElement address) => (address.GetProperty("partner").GetString(), address.GetProperty("user").GetString());

    private static List<string> Names(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];

    private static JsonDocument Body(PackedHead head, IReadOnlyList<PackedEnvelope> envelopes)
    {
        var output = new ArrayBufferWriter<byte>();
        BatchBody.Write(output, head, envelopes);
        return JsonDocument.Parse(output.WrittenMemory);
    }
}
