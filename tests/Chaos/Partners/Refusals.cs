using Microsoft.AspNetCore.Http;
using Relay.Client.Webhooks;

namespace Relay.Chaos.Partners;

/// <summary>Answers of partners that take nothing.</summary>
internal static class Refusals
{
    private const string RetryAfterSeconds = "2";

    /// <summary>Answers as such a partner does; false where the behaviour takes deliveries.</summary>
    public static async Task<bool> TryRefuseAsync(HttpContext context, Behaviour kind)
    {
        var response = context.Response;
        switch (kind)
        {
            case Behaviour.Failing:
                response.StatusCode = StatusCodes.Status500InternalServerError;
                return true;
            case Behaviour.Throttling:
                response.StatusCode = StatusCodes.Status429TooManyRequests;
                response.Headers.RetryAfter = RetryAfterSeconds;
                return true;
            case Behaviour.Redirecting:
                response.Redirect("http://127.0.0.1:1/");
                return true;
            case Behaviour.Confused:
                response.ContentType = DeliveryAnswer.MediaType;
                await response.Body.WriteAsync(new DeliveryAnswer([new DeliveryResult(Guid.NewGuid(), DeliveryStatus.Accepted)]).ToUtf8());
                return true;
            default:
                return false;
        }
    }
}
