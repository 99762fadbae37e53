using System.Buffers.Binary;

namespace Relay.Local.Bus.Store;

/// <summary>What the write-ahead log of a broker that was halted looks like.</summary>
internal enum WriteAheadLogState
{
    /// <summary>There is none, or all of it is in order.</summary>
    Whole,

    /// <summary>Its last commit is unfinished, as after a halt in the middle of it. It was not acknowledged, and SQLite drops it.</summary>
    Torn,

    /// <summary>Commits follow upon a part that is not as it was written. SQLite would drop them without a word.</summary>
    Damaged,
}

/// <summary>
/// Reads SQLite's write-ahead log before SQLite does (format: "WAL-mode file format", sqlite.org/walformat.html). A commit is
/// only begun when the one before it is on disk: so at most one commit can be torn, and only the last.
/// </summary>
internal static class WriteAheadLogCheck
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const uint MagicLittleEndian = 0x377F0682;
    private const uint MagicBigEndian = 0x377F0683;

    public static WriteAheadLogState Check(string path)
    {
        if (!File.Exists(path))
            return WriteAheadLogState.Whole;
        using var file = File.OpenRead(path);
        var header = new byte[HeaderBytes];
        var read = file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read == 0)
            return WriteAheadLogState.Whole;
        var magic = Word(header, 0);
        var sum = new FrameSum(magic == MagicBigEndian);
        sum.Add(header.AsSpan(0, 24));
        if (read < HeaderBytes || magic is not (MagicLittleEndian or MagicBigEndian) || !sum.Is(header.AsSpan(24)))
            return file.Length <= HeaderBytes ? WriteAheadLogState.Torn : WriteAheadLogState.Damaged;
        return Frames(file, header, sum);
    }

    private static WriteAheadLogState Frames(FileStream file, byte[] header, FrameSum sum)
    {
        var salts = header.AsSpan(16, 8);
        var frame = new byte[FrameHeaderBytes + (int)Word(header, 8)];
        var whole = true;
        var commitsAfter = 0;
        while (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) is var read && read > 0)
        {
            var current = frame.AsSpan(8, 8).SequenceEqual(salts);
            if (read < frame.Length)
            {
                // The last frame was cut off.
                commitsAfter += read >= FrameHeaderBytes && current ? 1 : 0;
                whole = false;
                break;
            }
            if (whole)
            {
                sum.Add(frame.AsSpan(0, 8));
                sum.Add(frame.AsSpan(FrameHeaderBytes));
                whole = current && sum.Is(frame.AsSpan(16, 8));
                // Frames of an earlier round of the log follow its end: that is no fault.
                if (!whole && !current)
                    continue;
            }
            if (!whole && current && Word(frame, 4) != 0)
                commitsAfter++;
        }
        return whole || commitsAfter == 0 ? WriteAheadLogState.Whole : commitsAfter == 1 ? WriteAheadLogState.Torn : WriteAheadLogState.Damaged;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    /// <summary>The log's running checksum.</summary>
    private struct FrameSum(bool bigEndian)
    {
        private uint _first;
        private uint _second;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                _first += Read(bytes) + _second;
                _second += Read(bytes[4..]) + _first;
            }
        }

        public readonly bool Is(ReadOnlySpan<byte> stored) => Word(stored, 0) == _first && Word(stored, 4) == _second;

        private readonly uint Read(ReadOnlySpan<byte> bytes) =>
            bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
