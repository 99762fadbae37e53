using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Queue;

namespace Relay.Functions.Accept;

/// <content>The values of members, and what is said of those that break a rule.</content>
internal ref partial struct EnvelopeRequestParser
{
    private bool Content(out ReadOnlyMemory<byte> content, out int length)
    {
        content = default;
        length = 0;
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.String)
            return Fail("content", "a string");

        if (_reader.ValueIsEscaped)
        {
            // Some JSON writers escape the + and / of base64.
            var unescaped = new byte[_reader.ValueSpan.Length];
            content = unescaped.AsMemory(0, _reader.CopyString(unescaped));
        }
        else
        {
            content = _body.Slice((int)_reader.TokenStartIndex + 1, _reader.ValueSpan.Length);
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
        _reader.Read();
        const int TextLength = 36;
        return (_reader.TokenType == JsonTokenType.String && _reader.ValueSpan.Length == TextLength
                && Utf8Parser.TryParse(_reader.ValueSpan, out id, out var read, 'D') && read == TextLength && id != Guid.Empty)
            || Fail(field, "a UUID with hyphens");
    }

    private bool Address(string field, out string? partner, out string? user)
    {
        partner = null;
        user = null;
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
            return Fail(field, "an object of partner and user");

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.ValueTextEquals("partner"u8))
            {
                if (partner is not null)
                    return Fail(field + ".partner", EachOnce);
                _reader.Read();
                partner = _reader.TokenType == JsonTokenType.String ? _reader.GetString()! : "";
                if (!PartnerNames.IsName(partner))
                    return Fail(field + ".partner", PartnerNames.NameRule);
            }
            else if (_reader.ValueTextEquals("user"u8))
            {
                if (user is not null)
                    return Fail(field + ".user", EachOnce);
                _reader.Read();
                user = _reader.TokenType == JsonTokenType.String ? _reader.GetString()! : "";
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
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null)
            return true; // as if it were left out
        if (_reader.TokenType != JsonTokenType.String)
            return Fail("class", "normal, urgent or ephemeral");

        if (_reader.ValueTextEquals("normal"u8))
            draft.Class = EnvelopeClass.Normal;
        else if (_reader.ValueTextEquals("urgent"u8))
            draft.Class = EnvelopeClass.Urgent;
        else if (_reader.ValueTextEquals("ephemeral"u8))
            draft.Class = EnvelopeClass.Ephemeral;
        else
            return Fail("class", "normal, urgent or ephemeral");

        return true;
    }

    private bool TimeToLive(EnvelopeDraft draft)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null)
            return true; // as if it were left out
        return CurrentNumber("timeToLiveSeconds", 1, _options.LongestTimeToLiveSeconds, out var seconds)
            && Set(draft, seconds, static (d, v) => d.TimeToLiveSeconds = d.StatedTimeToLiveSeconds = v);
    }

    // Asked when the envelope is complete: its members come in any order.
    private bool UrgentTimeToLive(EnvelopeDraft draft)
    {
        if (draft.StatedTimeToLiveSeconds > _options.LongestUrgentTimeToLiveSeconds)
            return Fail("timeToLiveSeconds", "a whole number from 1 to the limit in class urgent", _options.LongestUrgentTimeToLiveSeconds);
        if (draft.StatedTimeToLiveSeconds == 0)
            draft.TimeToLiveSeconds = _options.LongestUrgentTimeToLiveSeconds;
        return true;
    }

    private bool Number(string field, int least, int most, out int value)
    {
        _reader.Read();
        return CurrentNumber(field, least, most, out value);
    }

    private bool CurrentNumber(string field, int least, int most, out int value)
    {
        value = 0;
        return (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out value) && value >= least && value <= most)
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
        var name = _reader.ValueSpan;
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
        var path = _envelope < 0 ? field : $"envelopes[{_envelope}]";
        if (_envelope >= 0 && _ciphertext >= 0)
            path += $".ciphertexts[{_ciphertext}]";
        if (_envelope >= 0 && field.Length > 0)
            path += "." + field;
        _problem = Problems.Malformed(path, rule, limit);
        return false;
    }
}
