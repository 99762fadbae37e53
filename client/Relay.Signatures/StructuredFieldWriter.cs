using System.Globalization;
using System.Text;

namespace Relay.Signatures;

/// <summary>
/// Writes what was read in the one canonical form (RFC 8941, section 4.1), which is what a signer signed. The form is
/// never longer than what was read.
/// </summary>
internal ref struct StructuredFieldWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _destination[.._length];

    public void Write(char character) => _destination[_length++] = (byte)character;

    public void Write(ReadOnlySpan<char> text) => _length += Encoding.ASCII.GetBytes(text, _destination[_length..]);

    public void WriteString(ReadOnlySpan<char> escaped)
    {
        Write('"');
        Write(escaped);
        Write('"');
    }

    /// <summary>Writes <c>;key</c> or <c>;key=value</c>; true is written by leaving the value out.</summary>
    public void WriteParameter(ReadOnlySpan<char> key, in BareItem value)
    {
        Write(';');
        Write(key);
        if (value is { Kind: BareItemKind.Boolean, Text: "1" })
            return;
        Write('=');
        switch (value.Kind)
        {
            case BareItemKind.Integer:
                Write(long.Parse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
                break;
            case BareItemKind.Decimal:
                Write(decimal.Parse(value.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
                    .ToString("0.0##", CultureInfo.InvariantCulture));
                break;
            case BareItemKind.String:
                WriteString(value.Text);
                break;
            case BareItemKind.Token:
                Write(value.Text);
                break;
            case BareItemKind.ByteSequence:
                Write(':');
                Write(value.Text);
                Write(':');
                break;
            case BareItemKind.Boolean:
                Write("?0");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value.Kind, "No such kind.");
        }
    }
}
