using System.Buffers;

namespace Relay.Signatures;

/// <summary>What a bare item of a structured field is (RFC 8941, section 3.3).</summary>
internal enum BareItemKind
{
    Integer,
    Decimal,
    String,
    Token,
    ByteSequence,
    Boolean,
}

/// <summary>A bare item as it stands in the field. <paramref name="text"/> leaves out the delimiters of strings and byte sequences.</summary>
internal readonly ref struct BareItem(BareItemKind kind, ReadOnlySpan<char> text)
{
    public BareItemKind Kind { get; } = kind;

    public ReadOnlySpan<char> Text { get; } = text;
}

/// <summary>A strict reader of structured fields (RFC 8941, section 4.2) that allocates nothing. A false answer means: malformed.</summary>
internal ref struct StructuredFieldReader(ReadOnlySpan<char> field)
{
    private const int MostIntegerDigits = 15;
    private const int MostDecimalWholeDigits = 12;
    private const int MostDecimalPlaces = 3;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.*");
    private static readonly SearchValues<char> Base64Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~:/");

    private ReadOnlySpan<char> _rest = field;

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly ReadOnlySpan<char> Rest => _rest;

    public void SkipSpaces() => _rest = _rest.TrimStart(' ');

    public void SkipWhiteSpace() => _rest = _rest.TrimStart(" \t");

    /// <summary>Steps over one character if it is next.</summary>
    public bool TryTake(char wanted)
    {
        if (_rest.IsEmpty || _rest[0] != wanted)
            return false;
        _rest = _rest[1..];
        return true;
    }

    /// <summary>Reads a key of a dictionary or of parameters.</summary>
    public bool TryReadKey(out ReadOnlySpan<char> key)
    {
        key = default;
        if (_rest.IsEmpty || !(char.IsAsciiLetterLower(_rest[0]) || _rest[0] == '*'))
            return false;
        key = Take(KeyCharacters);
        return true;
    }

    /// <summary>Reads an integer, decimal, string, token, byte sequence or boolean.</summary>
    public bool TryReadBareItem(out BareItem item)
    {
        item = default;
        if (_rest.IsEmpty)
            return false;
        var first = _rest[0];
        return first switch
        {
            '"' => TryReadString(out item),
            ':' => TryReadByteSequence(out item),
            '?' => TryReadBoolean(out item),
            '-' or (>= '0' and <= '9') => TryReadNumber(out item),
            _ when char.IsAsciiLetter(first) || first == '*' => TryReadToken(out item),
            _ => false,
        };
    }

    /// <summary>Steps over <c>;key=value</c>, any number of times.</summary>
    public bool TrySkipParameters()
    {
        while (TryTake(';'))
        {
            SkipSpaces();
            if (!TryReadKey(out _) || (TryTake('=') && !TryReadBareItem(out _)))
                return false;
        }

        return true;
    }

    /// <summary>Steps over an item or inner list with its parameters.</summary>
    public bool TrySkipValue() =>
        (!_rest.IsEmpty && _rest[0] == '(' ? TrySkipInnerList() : TryReadBareItem(out _)) && TrySkipParameters();

    private bool TrySkipInnerList()
    {
        TryTake('(');
        while (true)
        {
            SkipSpaces();
            if (TryTake(')'))
                return true;
            if (!TryReadBareItem(out _) || !TrySkipParameters())
                return false;
            // Items are separated by spaces; only the closing parenthesis may follow directly.
            if (_rest.IsEmpty || _rest[0] is not (' ' or ')'))
                return false;
        }
    }

    private bool TryReadString(out BareItem item)
    {
        item = default;
        for (var i = 1; i < _rest.Length; i++)
        {
            switch (_rest[i])
            {
                case '"':
                    item = new BareItem(BareItemKind.String, _rest[1..i]);
                    _rest = _rest[(i + 1)..];
                    return true;
                case '\\':
                    i++;
                    if (i >= _rest.Length || _rest[i] is not ('"' or '\\'))
                        return false;
                    break;
                case < ' ' or > '~':
                    return false;
            }
        }

        return false;
    }

    private bool TryReadByteSequence(out BareItem item)
    {
        item = default;
        var length = _rest[1..].IndexOf(':');
        if (length < 0 || length % 4 != 0)
            return false;
        var text = _rest.Slice(1, length);
        if (text.ContainsAnyExcept(Base64Characters) || text.TrimEnd('=').Contains('=') || text.EndsWith("==="))
            return false;
        item = new BareItem(BareItemKind.ByteSequence, text);
        _rest = _rest[(length + 2)..];
        return true;
    }

    private bool TryReadBoolean(out BareItem item)
    {
        item = default;
        if (_rest.Length < 2 || _rest[1] is not ('0' or '1'))
            return false;
        item = new BareItem(BareItemKind.Boolean, _rest.Slice(1, 1));
        _rest = _rest[2..];
        return true;
    }

    private bool TryReadNumber(out BareItem item)
    {
        item = default;
        var sign = _rest[0] == '-' ? 1 : 0;
        var end = SkipDigits(sign);
        var whole = end - sign;
        if (whole == 0)
            return false;

        var kind = BareItemKind.Integer;
        if (end < _rest.Length && _rest[end] == '.')
        {
            kind = BareItemKind.Decimal;
            var point = end;
            end = SkipDigits(point + 1);
            if (whole > MostDecimalWholeDigits || end - point - 1 is < 1 or > MostDecimalPlaces)
                return false;
        }
        else if (whole > MostIntegerDigits)
        {
            return false;
        }

        item = new BareItem(kind, _rest[..end]);
        _rest = _rest[end..];
        return true;
    }

    private readonly int SkipDigits(int from)
    {
        var rest = _rest[from..];
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        return from + (end < 0 ? rest.Length : end);
    }

    private bool TryReadToken(out BareItem item)
    {
        item = new BareItem(BareItemKind.Token, Take(TokenCharacters));
        return true;
    }

    private ReadOnlySpan<char> Take(SearchValues<char> characters)
    {
        var end = _rest.IndexOfAnyExcept(characters);
        var taken = end < 0 ? _rest : _rest[..end];
        _rest = _rest[taken.Length..];
        return taken;
    }
}
