using System.Text;
using Relay.Local.Sandbox.Taking;

namespace Relay.Local.Sandbox.Faults;

/// <summary>Takes, and answers with something that is not the documented form, one way or the other.</summary>
internal sealed class WrongJsonFault(Draws draws) : IFault
{
    /// <summary>Cut off; no object; no results; results of other types; half a character; a page for people.</summary>
    public static readonly IReadOnlyList<byte[]> Bodies =
    [
        .. new[]
        {
            "{\"results\":[{\"id\":\"0192",
            "[]",
            "{}",
            "{\"results\":{}}",
            "{\"results\":[{\"id\":7,\"status\":true}]}",
            "{\"results\":[{\"id\":\"\\ud800\",\"status\":\"accepted\"}]}",
            "<!doctype html><title>It works</title>",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public async Task AnswerAsync(SandboxCall call)
    {
        var taken = await call.TakeAsync();
        await call.AnswerAsync(taken.Status < 300 ? PartnerAnswer.Json(Bodies[draws.Below(Bodies.Count)]) : taken);
    }
}
