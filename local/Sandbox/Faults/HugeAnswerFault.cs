namespace Relay.Local.Sandbox.Faults;

/// <summary>Takes, and answers with more bytes than anybody should read: the right answer behind white space, which JSON allows.</summary>
internal sealed class HugeAnswerFault(long length) : IFault
{
    private const int PartBytes = 64 * 1024;

    private static readonly byte[] Space = Enumerable.Repeat((byte)' ', PartBytes).ToArray();

    public async Task AnswerAsync(SandboxCall call)
    {
        var answer = await call.TakeAsync();
        var whole = Math.Max(length, answer.Body.Length);
        call.Begin(answer, whole);
        for (var left = whole - answer.Body.Length; left > 0; left -= PartBytes)
            await call.WriteAsync(Space.AsMemory(0, (int)Math.Min(left, PartBytes)));
        await call.WriteAsync(answer.Body);
    }
}
