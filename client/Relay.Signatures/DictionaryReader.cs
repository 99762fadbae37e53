namespace Relay.Signatures;

/// <summary>Goes through the members of a structured field dictionary (RFC 8941, section 4.2.2).</summary>
internal ref struct DictionaryReader
{
    private StructuredFieldReader _reader;
    private bool _first = true;

    internal DictionaryReader(ReadOnlySpan<char> field) => _reader = new StructuredFieldReader(field.Trim(' '));

    /// <summary>True as soon as a member was found malformed.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The key of the current member.</summary>
    public ReadOnlySpan<char> Key { get; private set; }

    /// <summary>The value of the current member with its parameters, checked; empty where the member is a bare key (true).</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>Goes to the next member; false at the end and at the first malformed member.</summary>
    public bool MoveNext()
    {
        if (!_first)
        {
            _reader.SkipWhiteSpace();
            if (_reader.AtEnd)
                return false;
            if (!_reader.TryTake(','))
                return Fail();
            _reader.SkipWhiteSpace();
        }
        else if (_reader.AtEnd)
        {
            return false;
        }

        _first = false;
        if (!_reader.TryReadKey(out var key))
            return Fail();
        Key = key;
        Value = default;
        if (!_reader.TryTake('='))
            return _reader.TrySkipParameters() || Fail();

        var before = _reader.Rest;
        if (!_reader.TrySkipValue())
            return Fail();
        Value = before[..^_reader.Rest.Length];
        return true;
    }

    private bool Fail()
    {
        IsMalformed = true;
        return false;
    }
}
