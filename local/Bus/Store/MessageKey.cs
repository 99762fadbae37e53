namespace Relay.Local.Bus.Store;

/// <summary>A message's key in the store: the queue's number above, the message's sequence number in the 40 bits below.</summary>
internal static class MessageKey
{
    private const int SequenceBits = 40;

    public static long Of(int queue, long sequence) => ((long)queue << SequenceBits) | sequence;

    public static long SequenceOf(long key) => key & ((1L << SequenceBits) - 1);

    public static int QueueOf(long key) => (int)(key >> SequenceBits);
}
