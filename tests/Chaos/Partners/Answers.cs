using Microsoft.AspNetCore.Http;
using Relay.Client.Webhooks;

namespace Relay.Chaos.Partners;

/// <summary>Answers of partners that have taken a delivery, and may fail to say so.</summary>
internal static class Answers
{
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DeafBound = TimeSpan.FromSeconds(90);

    public static async Task WriteAsync(HttpContext context, Behaviour kind, DeliveryAnswer? answer)
    {
        switch (kind)
        {
            case Behaviour.Slow:
                await WaitAsync(context, SlowAnswer);
                break;
            case Behaviour.Deaf:
                await WaitAsync(context, DeafBound);
                context.Abort();
                return;
            case Behaviour.Cutting:
                await CutAsync(context);
                return;
            case Behaviour.Garbling:
                await context.Response.Body.WriteAsync("<html>It works!</html>"u8.ToArray());
                return;
            default:
                break;
        }

        if (answer is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        context.Response.ContentType = DeliveryAnswer.MediaType;
        await context.Response.Body.WriteAsync(answer.ToUtf8());
    }

    private static async Task CutAsync(HttpContext context)
    {
        var start = """{"results":["""u8.ToArray();
        context.Response.ContentLength = start.Length * 10;
        await context.Response.Body.WriteAsync(start);
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    // A caller that leaves ends the wait; so does a partner that goes down.
    private static Task WaitAsync(HttpContext context, TimeSpan time) =>
        Task.WhenAny(Task.Delay(time), Task.Delay(Timeout.Infinite, context.RequestAborted));
}
