using System.Buffers;
using System.Text.Json;
using Relay.Functions.Accept.Protocols;
using Relay.Functions.Hosting;
using Relay.Functions.Queue;

namespace Relay.Functions.Accept;

/// <summary>
/// Reads the body of <c>POST /v1/envelopes</c> in one pass and without an object for each token. The contents stay base64
/// in the body, to be decoded straight into the packed message. The first broken rule ends the reading.
/// </summary>
internal ref partial struct EnvelopeRequestParser
{
    private const string EachOnce = "each member once";

    private static readonly SearchValues<byte> PlainWord = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8);

    private readonly ReadOnlyMemory<byte> _body;
    private readonly AcceptOptions _options;
    private Utf8JsonReader _reader;
    private int _envelope;
    private int _ciphertext;
    private Problem? _problem;

    private EnvelopeRequestParser(ReadOnlyMemory<byte> body, AcceptOptions options)
    {
        _body = body;
        _options = options;
        _reader = new Utf8JsonReader(_body.Span, new JsonReaderOptions { MaxDepth = 8 });
        _envelope = -1;
        _ciphertext = -1;
    }

    /// <summary>The envelopes, or the problem.</summary>
    public static (List<EnvelopeDraft> Envelopes, Problem? Problem) Parse(ReadOnlyMemory<byte> body, AcceptOptions options)
    {
        var drafts = new List<EnvelopeDraft>(16);
        var parser = new EnvelopeRequestParser(body, options);
        try
        {
            parser.Request(drafts);
        }
        catch (JsonException invalid)
        {
            return (drafts, Problems.Malformed("body", $"well-formed JSON (line {invalid.LineNumber + 1}, byte {invalid.BytePositionInLine + 1})"));
        }
        catch (InvalidOperationException)
        {
            // The reader gives this for text that is not text: bytes outside UTF-8, or half a surrogate pair.
            return (drafts, Problems.Malformed("body", "well-formed UTF-8"));
        }

        return (drafts, parser._problem);
    }

    private void Request(List<EnvelopeDraft> drafts)
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            Fail("body", "a JSON object");
            return;
        }

        var seen = false;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!_reader.ValueTextEquals("envelopes"u8) || seen)
            {
                Fail("body", "an object with the one member envelopes");
                return;
            }

            seen = true;
            if (!Envelopes(drafts))
                return;
        }

        if (drafts.Count == 0)
            Fail("envelopes", "1 to the limit", AcceptOptions.MaxEnvelopes);
        else if (_reader.Read())
            Fail("body", "one JSON value");
    }

    private bool Envelopes(List<EnvelopeDraft> drafts)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartArray)
            return Fail("envelopes", "an array");

        var ids = new HashSet<Guid>(AcceptOptions.MaxEnvelopes);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            _envelope++;
            _ciphertext = -1;
            if (_envelope == AcceptOptions.MaxEnvelopes)
            {
                _envelope = -1;
                return Fail("envelopes", "1 to the limit", AcceptOptions.MaxEnvelopes);
            }

            var draft = new EnvelopeDraft { TimeToLiveSeconds = _options.DefaultTimeToLiveSeconds };
            if (!Envelope(draft))
                return false;
            if (!ids.Add(draft.Id))
                return Fail("id", "each id once");
            drafts.Add(draft);
        }

        _envelope = -1;
        return true;
    }

    private bool Envelope(EnvelopeDraft draft)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
            return Fail("", "an object");

        var seen = 0;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var ok = true;
            if (_reader.ValueTextEquals("id"u8))
                ok = Once(ref seen, 0, "id") && Id("id", out var id) && Set(draft, id, static (d, v) => d.Id = v);
            else if (_reader.ValueTextEquals("messageId"u8))
                ok = Once(ref seen, 1, "messageId") && Id("messageId", out var id) && Set(draft, id, static (d, v) => d.MessageId = v);
            else if (_reader.ValueTextEquals("from"u8))
                ok = Once(ref seen, 2, "from") && Address("from", out var partner, out var user) && Set(draft, (partner, user), static (d, v) => (d.FromPartner, d.FromUser) = v);
            else if (_reader.ValueTextEquals("to"u8))
                ok = Once(ref seen, 3, "to") && Address("to", out var partner, out var user) && Set(draft, (partner, user), static (d, v) => (d.ToPartner, d.ToUser) = v);
            else if (_reader.ValueTextEquals("class"u8))
                ok = Once(ref seen, 4, "class") && Class(draft);
            else if (_reader.ValueTextEquals("timeToLiveSeconds"u8))
                ok = Once(ref seen, 5, "timeToLiveSeconds") && TimeToLive(draft);
            else if (_reader.ValueTextEquals("ciphertexts"u8))
                ok = Once(ref seen, 6, "ciphertexts") && Ciphertexts(draft);
            else
                ok = Unknown("");

            if (!ok)
                return false;
        }

        return Complete(draft);
    }

    private bool Complete(EnvelopeDraft draft) =>
        draft.Id == Guid.Empty ? Fail("id", "must be there")
        : draft.MessageId == Guid.Empty ? Fail("messageId", "must be there")
        : draft.FromUser is null ? Fail("from", "must be there")
        : draft.ToUser is null ? Fail("to", "must be there")
        : draft.Ciphertexts.Count == 0 ? Fail("ciphertexts", "1 to the limit", AcceptOptions.MaxCiphertexts)
        : draft.Class != EnvelopeClass.Urgent || UrgentTimeToLive(draft);

    private bool Ciphertexts(EnvelopeDraft draft)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartArray)
            return Fail("ciphertexts", "an array");

        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            _ciphertext++;
            if (_ciphertext == AcceptOptions.MaxCiphertexts)
            {
                _ciphertext = -1;
                return Fail("ciphertexts", "1 to the limit", AcceptOptions.MaxCiphertexts);
            }

            if (!Ciphertext(draft))
                return false;
        }

        _ciphertext = -1;
        return true;
    }

    private bool Ciphertext(EnvelopeDraft draft)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
            return Fail("", "an object");

        int seen = 0, device = 0, registrationId = 0, type = 0, length = 0;
        ReadOnlyMemory<byte> content = default;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var ok = true;
            if (_reader.ValueTextEquals("device"u8))
                ok = Once(ref seen, 0, "device") && Number("device", SignalLimits.LeastDevice, SignalLimits.MostDevice, out device);
            else if (_reader.ValueTextEquals("registrationId"u8))
                ok = Once(ref seen, 1, "registrationId") && Number("registrationId", SignalLimits.LeastRegistrationId, SignalLimits.MostRegistrationId, out registrationId);
            else if (_reader.ValueTextEquals("type"u8))
                ok = Once(ref seen, 2, "type") && Number("type", 1, byte.MaxValue, out type) && (ProtocolShapes.Of(type) is not null || Fail("type", ProtocolShapes.TypeRule));
            else if (_reader.ValueTextEquals("content"u8))
                ok = Once(ref seen, 3, "content") && Content(out content, out length);
            else
                ok = Unknown("");

            if (!ok)
                return false;
        }

        if (device == 0)
            return Fail("device", "must be there");
        if (registrationId == 0)
            return Fail("registrationId", "must be there");
        if (type == 0)
            return Fail("type", "must be there");
        if (length == 0)
            return Fail("content", "must be there");
        foreach (var other in draft.Ciphertexts)
        {
            if (other.Device == device)
                return Fail("device", "each device once");
        }

        draft.Ciphertexts.Add(new CiphertextDraft((byte)device, (ushort)registrationId, (byte)type, content, length));
        return true;
    }
}
