using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Queue;

namespace Relay.Functions.Accept;

/// <summary>
/// Reads the body of <c>POST /v1/envelopes</c> in one pass and without an object for each token. The contents stay base64
/// in the body, to be decoded straight into the packed message. The first broken rule ends the reading.
/// </summary>
internal ref struct EnvelopeRequestParser
{
    private const string EachOnce = "each member once";

    private static readonly SearchValues<byte> PlainWord = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8);

    private readonly ReadOnlyMemory<byte> body;
    private readonly AcceptOptions options;
    private Utf8JsonReader reader;
    private int envelope;
    private int ciphertext;
    private Problem? problem;

    private EnvelopeRequestParser(ReadOnlyMemory<byte> body, AcceptOptions options)
    {
        this.body = body;
        this.options = options;
        reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = 8 });
        envelope = -1;
        ciphertext = -1;
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

        return (drafts, parser.problem);
    }

    private void Request(List<EnvelopeDraft> drafts)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            Fail("body", "a JSON object");
            return;
        }

        var seen = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("envelopes"u8) || seen)
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
        else if (reader.Read())
            Fail("body", "one JSON value");
    }

    private bool Envelopes(List<EnvelopeDraft> drafts)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return Fail("envelopes", "an array");

        var ids = new HashSet<Guid>(AcceptOptions.MaxEnvelopes);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            envelope++;
            ciphertext = -1;
            if (envelope == AcceptOptions.MaxEnvelopes)
            {
                envelope = -1;
                return Fail("envelopes", "1 to the limit", AcceptOptions.MaxEnvelopes);
            }

            var draft = new EnvelopeDraft { TimeToLiveSeconds = options.DefaultTimeToLiveSeconds };
            if (!Envelope(draft))
                return false;
            if (!ids.Add(draft.Id))
                return Fail("id", "each id once");
            drafts.Add(draft);
        }

        envelope = -1;
        return true;
    }

    private bool Envelope(EnvelopeDraft draft)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return Fail("", "an object");

        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var ok = true;
            if (reader.ValueTextEquals("id"u8))
                ok = Once(ref seen, 0, "id") && Id("id", out var id) && Set(draft, id, static (d, v) => d.Id = v);
            else if (reader.ValueTextEquals("messageId"u8))
                ok = Once(ref seen, 1, "messageId") && Id("messageId", out var id) && Set(draft, id, static (d, v) => d.MessageId = v);
            else if (reader.ValueTextEquals("from"u8))
                ok = Once(ref seen, 2, "from") && Address("from", out var partner, out var user) && Set(draft, (partner, user), static (d, v) => (d.FromPartner, d.FromUser) = v);
            else if (reader.ValueTextEquals("to"u8))
                ok = Once(ref seen, 3, "to") && Address("to", out var partner, out var user) && Set(draft, (partner, user), static (d, v) => (d.ToPartner, d.ToUser) = v);
            else if (reader.ValueTextEquals("class"u8))
                ok = Once(ref seen, 4, "class") && Class(draft);
            else if (reader.ValueTextEquals("timeToLiveSeconds"u8))
                ok = Once(ref seen, 5, "timeToLiveSeconds") && Number("timeToLiveSeconds", 1, options.LongestTimeToLiveSeconds, out var seconds) && Set(draft, seconds, static (d, v) => d.TimeToLiveSeconds = v);
            else if (reader.ValueTextEquals("ciphertexts"u8))
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
        : draft.Ciphertexts.Count > 0 || Fail("ciphertexts", "1 to the limit", AcceptOptions.MaxCiphertexts);

    private bool Ciphertexts(EnvelopeDraft draft)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return Fail("ciphertexts", "an array");

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            ciphertext++;
            if (ciphertext == AcceptOptions.MaxCiphertexts)
            {
                ciphertext = -1;
                return Fail("ciphertexts", "1 to the limit", AcceptOptions.MaxCiphertexts);
            }

            if (!Ciphertext(draft))
                return false;
        }

        ciphertext = -1;
        return true;
    }

    private bool Ciphertext(EnvelopeDraft draft)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return Fail("", "an object");

        int seen = 0, device = 0, registrationId = 0, type = 0, length = 0;
        ReadOnlyMemory<byte> content = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var ok = true;
            if (reader.ValueTextEquals("device"u8))
                ok = Once(ref seen, 0, "device") && Number("device", SignalLimits.LeastDevice, SignalLimits.MostDevice, out device);
            else if (reader.ValueTextEquals("registrationId"u8))
                ok = Once(ref seen, 1, "registrationId") && Number("registrationId", SignalLimits.LeastRegistrationId, SignalLimits.MostRegistrationId, out registrationId);
            else if (reader.ValueTextEquals("type"u8))
                ok = Once(ref seen, 2, "type") && Number("type", 1, byte.MaxValue, out type) && (SignalShape.IsType(type) || Fail("type", SignalShape.TypeRule));
            else if (reader.ValueTextEquals("content"u8))
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

    private bool Content(out ReadOnlyMemory<byte> content, out int length)
    {
        content = default;
        length = 0;
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            return Fail("content", "a string");

        if (reader.ValueIsEscaped)
        {
            // Some JSON writers escape the + and / of base64.
            var unescaped = new byte[reader.ValueSpan.Length];
            content = unescaped.AsMemory(0, reader.CopyString(unescaped));
        }
        else
        {
            content = body.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        }

        // The length follows from the text; whether it is valid base64 shows when it is decoded.
        var text = content.Span;
        if (text.Length == 0 || text.Length % 4 != 0)
            return Fail("content", "base64 with padding, at least one byte");

        length = (text.Length / 4 * 3) - (text[^1] == '=' ? 1 : 0) - (text[^2] == '=' ? 1 : 0);
        return length <= SignalLimits.MaxContentBytes || Fail("content", "at most this many bytes after decoding", SignalLimits.MaxContentBytes);
    }

    private bool Id(string field, out Guid id)
    {
        id = default;
        reader.Read();
        const int TextLength = 36;
        return (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length == TextLength
                && Utf8Parser.TryParse(reader.ValueSpan, out id, out var read, 'D') && read == TextLength && id != Guid.Empty)
            || Fail(field, "a UUID with hyphens");
    }

    private bool Address(string field, out string? partner, out string? user)
    {
        partner = null;
        user = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return Fail(field, "an object of partner and user");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("partner"u8))
            {
                if (partner is not null)
                    return Fail(field + ".partner", EachOnce);
                reader.Read();
                partner = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
                if (!PartnerNames.IsName(partner))
                    return Fail(field + ".partner", PartnerNames.NameRule);
            }
            else if (reader.ValueTextEquals("user"u8))
            {
                if (user is not null)
                    return Fail(field + ".user", EachOnce);
                reader.Read();
                user = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
                if (!UserIds.IsUserId(user))
                    return Fail(field + ".user", UserIds.Rule, UserIds.MaxLength);
            }
            else
            {
                return Unknown(field);
            }
        }

        return (partner is not null && user is not null) || Fail(field, "an object of partner and user");
    }

    private bool Class(EnvelopeDraft draft)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            return Fail("class", "normal, urgent or ephemeral");

        if (reader.ValueTextEquals("normal"u8))
            draft.Class = EnvelopeClass.Normal;
        else if (reader.ValueTextEquals("urgent"u8))
            draft.Class = EnvelopeClass.Urgent;
        else if (reader.ValueTextEquals("ephemeral"u8))
            draft.Class = EnvelopeClass.Ephemeral;
        else
            return Fail("class", "normal, urgent or ephemeral");

        return true;
    }

    private bool Number(string field, int least, int most, out int value)
    {
        value = 0;
        reader.Read();
        return (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out value) && value >= least && value <= most)
            || Fail(field, $"a whole number from {least} to the limit", most);
    }

    // JSON does not say which of two members of one name counts, and readers differ; so neither does.
    private bool Once(ref int seen, int member, string field)
    {
        var bit = 1 << member;
        if ((seen & bit) != 0)
            return Fail(field, EachOnce);

        seen |= bit;
        return true;
    }

    // The name is the caller's and could be anything, a user's name or megabytes included: only a short plain word is repeated.
    private bool Unknown(string parent)
    {
        const int LongestWord = 32;
        var name = reader.ValueSpan;
        var plain = name.Length is > 0 and <= LongestWord && !name.ContainsAnyExcept(PlainWord);
        var word = plain ? Encoding.ASCII.GetString(name) : "";
        return Fail(parent.Length > 0 && plain ? $"{parent}.{word}" : parent + word, "a documented member");
    }

    private static bool Set<T>(EnvelopeDraft draft, T value, Action<EnvelopeDraft, T> set)
    {
        set(draft, value);
        return true;
    }

    private bool Fail(string field, string rule, long? limit = null)
    {
        var path = envelope < 0 ? field : $"envelopes[{envelope}]";
        if (envelope >= 0 && ciphertext >= 0)
            path += $".ciphertexts[{ciphertext}]";
        if (envelope >= 0 && field.Length > 0)
            path += "." + field;
        problem = Problems.Malformed(path, rule, limit);
        return false;
    }
}
