namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>Damages bytes in the ways that decoders stumble over.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[] Telling =
    [
        0x00, 0x40, 0x43, 0x44, 0x45, 0x53, 0x56, 0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x78, 0x7F, 0x80, 0x98, 0xA0, 0xA1, 0xA3, 0xB0, 0xB1, 0xC0, 0xC1, 0xD0,
        0xD1, 0xE0, 0xF0, 0xFF,
    ];

    private readonly Random _random = new(seed);

    /// <summary>Below the bound.</summary>
    public int Next(int bound) => _random.Next(bound);

    public void Fill(Span<byte> bytes) => _random.NextBytes(bytes);

    /// <summary>One to four damages; the given bytes stay as they are.</summary>
    public byte[] Damage(ReadOnlySpan<byte> sound)
    {
        var bytes = new List<byte>(sound.ToArray());
        for (var left = 1 + _random.Next(4); left > 0; left--)
            Damage(bytes);
        return [.. bytes];
    }

    private void Damage(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        switch (_random.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Telling[_random.Next(Telling.Length)];
                break;
            case 2 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 3:
                bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + _random.Next(8)));
                break;
            case 4:
                bytes.InsertRange(at, Enumerable.Repeat(Telling[_random.Next(Telling.Length)], 1 + _random.Next(8)));
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                var from = _random.Next(bytes.Count + 1);
                bytes.InsertRange(at, bytes.GetRange(from, Math.Min(bytes.Count - from, _random.Next(16))));
                break;
        }
    }
}
