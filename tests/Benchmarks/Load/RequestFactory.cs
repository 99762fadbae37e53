using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Relay.Benchmarks.Stand;
using Relay.Signatures;

namespace Relay.Benchmarks.Load;

/// <summary>
/// Makes signed requests. Every envelope has a fresh UUIDv7 and a number of its own, which its message id carries, so that a
/// delivery can be told from all others without a table of ids.
/// </summary>
/// <param name="key">The sending partner's key.</param>
/// <param name="authority">The relay's authority.</param>
/// <param name="sender">The sending partner.</param>
internal sealed class RequestFactory(SigningKey key, string authority, string sender)
{
    private const int Contents = 64;
    private const int RegistrationId = 1234;

    private readonly MessageSigner signer = new(key, SignatureTags.Request, TimeProvider.System);
    private readonly byte[][] contents = MakeContents();
    // Requests are made and signed ahead; a partner makes an envelope's id when it sends. With an id that is old already each
    // batch would be looked up in the ledger, as one that is sent again. Where no rate tells when a request will be sent, its
    // ids lie ahead: lanes without a pause need no lookup for them.
    private static readonly TimeSpan AheadOfSending = TimeSpan.FromMinutes(5);

    private readonly byte[] runTag = Guid.NewGuid().ToByteArray();
    private int next;

    /// <summary>How many envelopes were made: the number that the next one gets.</summary>
    public int Made => next;

    /// <summary>Makes requests of so many envelopes each, to the users of one partner in turn; for a rate at which they are sent from now on, or for none.</summary>
    public List<PreparedRequest> Make(int requests, int envelopesEach, string toPartner, double? perSecond = null) =>
        Make(requests, envelopesEach, toPartner, number => Accounts.User(number % Accounts.Recipients), perSecond);

    /// <summary>The same, to users of which one is named for each envelope's number.</summary>
    public List<PreparedRequest> Make(int requests, int envelopesEach, string toPartner, Func<int, string> recipient, double? perSecond = null)
    {
        var begin = DateTimeOffset.UtcNow;
        var line = new SignedRequestLine("POST", authority, "/v1/envelopes", "");
        var output = new ArrayBufferWriter<byte>();
        var made = new List<PreparedRequest>(requests);
        for (var i = 0; i < requests; i++)
        {
            output.ResetWrittenCount();
            var first = next;
            var sentAt = perSecond is { } rate ? begin.AddSeconds(i / rate) : begin + AheadOfSending;
            using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
            {
                json.WriteStartObject();
                json.WriteStartArray("envelopes"u8);
                for (var j = 0; j < envelopesEach; j++)
                    Write(json, next++, sentAt, toPartner, recipient);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            made.Add(new PreparedRequest(output.WrittenSpan.ToArray(), signer.Sign(line, output.WrittenSpan), first, envelopesEach));
        }

        return made;
    }

    private void Write(Utf8JsonWriter json, int number, DateTimeOffset sentAt, string toPartner, Func<int, string> recipient)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Guid.CreateVersion7(sentAt));
        json.WriteString("messageId"u8, MessageId(number));
        Address(json, "from"u8, sender, Accounts.User(number % Accounts.Senders));
        Address(json, "to"u8, toPartner, recipient(number));
        json.WriteNumber("timeToLiveSeconds"u8, 604_800);
        json.WriteStartArray("ciphertexts"u8);
        json.WriteStartObject();
        json.WriteNumber("device"u8, 1);
        json.WriteNumber("registrationId"u8, RegistrationId);
        json.WriteNumber("type"u8, 1);
        json.WriteBase64String("content"u8, contents[number % Contents]);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // The first eight hexadecimal digits are the envelope's number.
    private Guid MessageId(int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        runTag.CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return new Guid(bytes, bigEndian: true);
    }

    private static void Address(Utf8JsonWriter json, ReadOnlySpan<byte> name, string partner, string user)
    {
        json.WriteStartObject(name);
        json.WriteString("partner"u8, partner);
        json.WriteString("user"u8, user);
        json.WriteEndObject();
    }

    private static byte[][] MakeContents()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Contents).Select(_ => SignalContent.Create(random))];
    }
}
